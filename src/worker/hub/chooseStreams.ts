/** The most streams that all tabs keep open together: browsers allow six connections, and calls need some. */
const MAX_STREAMS = 4

/** A stream that wants to be open. */
export interface Candidate {
  /** Whether a visible tab follows it. */
  readonly isVisible: boolean
  /** False if no tab follows it and it only lingers. */
  readonly isFollowed: boolean
  readonly isRunning: boolean
  /** Whether a project is followed on it. Other streams are replaced by asking at less cost. */
  readonly isOfProject: boolean
  /** The order of the first requests: a later one has a larger number. */
  readonly order: number
}

function rank(candidate: Candidate): number {
  if (!candidate.isFollowed) return 0
  return candidate.isVisible ? 2 : 1
}

/**
 * Choose the streams that may be open: first those of visible tabs, then those of hidden tabs. Among equals, those of
 * projects come first, then running ones, then older ones.
 */
export function chooseStreams<C extends Candidate>(candidates: readonly C[]): ReadonlySet<C> {
  const sorted = [...candidates].sort(
    (a, b) =>
      rank(b) - rank(a) ||
      Number(b.isOfProject) - Number(a.isOfProject) ||
      Number(b.isRunning) - Number(a.isRunning) ||
      a.order - b.order,
  )
  return new Set(sorted.slice(0, MAX_STREAMS))
}
