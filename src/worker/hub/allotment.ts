/** Streams that all tabs of an origin keep open together: browsers allow six connections, and calls need some. */
const MAX_STREAMS = 4

/** A stream that would like to be open. */
export interface Candidate {
  /** Whether a tab that is looked at follows it. */
  readonly isVisible: boolean
  /** False for one that is only kept for a moment after its last viewer. */
  readonly isFollowed: boolean
  readonly isRunning: boolean
  /** When it was first asked for. Any unit that grows. */
  readonly order: number
}

function rank(candidate: Candidate): number {
  if (!candidate.isFollowed) return 0
  return candidate.isVisible ? 2 : 1
}

/**
 * Choose the streams that may be open: those somebody looks at first, then those somebody follows in a hidden tab.
 * Among equals who has a connection keeps it, then who came first.
 */
export function allot<C extends Candidate>(candidates: readonly C[]): ReadonlySet<C> {
  const sorted = [...candidates].sort(
    (a, b) => rank(b) - rank(a) || Number(b.isRunning) - Number(a.isRunning) || a.order - b.order,
  )
  return new Set(sorted.slice(0, MAX_STREAMS))
}
