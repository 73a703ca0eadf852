import type { LabEntry } from '../entries'
import type { Delivery } from './report'

/** Many frames that came at once after silence. */
export type Burst = Delivery['bursts'][number]

/** Frames closer than this belong together, in milliseconds. */
const CLUMP_WAIT_MS = 20
/** Without the server's times: so many frames in so short a time after so long a silence. */
const BLIND = { frames: 50, spanMs: 50, gapMs: 5_000 }
/** With them: the server took at least this long over what came at once. */
const TIMED = { frames: 5, spanMs: 1_000, gapMs: 1_000 }
/** A clump is held up where it came this many times faster than it was sent. */
const HURRY = 10
/** What comes this soon after a stream was opened again may be a repetition of what was missed. */
const REPLAY_MS = 1_000
const MAX_BURSTS = 100

interface Clump {
  readonly entry: number
  readonly gapMs: number
  readonly firstAt: number
  lastAt: number
  frames: number
  firstSentAt: number | null
  lastSentAt: number | null
  /** Whether it is in the list already. */
  isKnown: boolean
}

function isBurst(clump: Clump): boolean {
  const span = clump.lastAt - clump.firstAt
  if (clump.firstSentAt === null || clump.lastSentAt === null)
    return clump.frames >= BLIND.frames && span <= BLIND.spanMs && clump.gapMs >= BLIND.gapMs
  const sentSpan = clump.lastSentAt - clump.firstSentAt
  const isLong = sentSpan >= TIMED.spanMs && sentSpan >= span * HURRY
  return clump.frames >= TIMED.frames && isLong && clump.gapMs >= TIMED.gapMs
}

/** Finds what was held back on the way. */
export interface BurstDetector {
  readonly add: (entry: LabEntry) => void
  /** Oldest first; the last one may still grow. At most a hundred. */
  readonly all: () => readonly Burst[]
}

/**
 * Tell frames that something on the way held back from frames that a server wrote quickly: where messages say when they
 * were sent, that decides; else only what no model writes counts.
 */
export function createBurstDetector(): BurstDetector {
  const bursts: Burst[] = []
  let clump: Clump | null = null
  let lastAt: number | null = null
  let streams = 0
  let openedAt = -Infinity

  function join(clump: Clump, sentAt: number | null, at: number) {
    clump.frames += 1
    clump.lastAt = at
    if (sentAt === null) return
    clump.firstSentAt = Math.min(clump.firstSentAt ?? sentAt, sentAt)
    clump.lastSentAt = Math.max(clump.lastSentAt ?? sentAt, sentAt)
  }
  function record(clump: Clump) {
    if (clump.isKnown) bursts.pop()
    else if (bursts.length >= MAX_BURSTS) return
    clump.isKnown = true
    bursts.push({ entry: clump.entry, frames: clump.frames, gapMs: clump.gapMs })
  }

  return {
    add(entry) {
      const at = entry.receivedAt
      if (entry.kind === 'connection') {
        if (entry.state.status === 'open') {
          streams += 1
          openedAt = at
        }
        // Silence counts from the question.
        if (lastAt === null || streams > 1) lastAt = at
        return
      }
      if (entry.kind === 'snapshot') return
      const gapMs = lastAt === null ? 0 : at - lastAt
      lastAt = at
      if (entry.kind === 'comment') return
      const sentAt = entry.parsed.kind === 'message' ? entry.parsed.message.sentAt : null
      if (clump === null || gapMs > CLUMP_WAIT_MS) {
        const start = { entry: entry.index, gapMs, firstAt: at, lastAt: at, frames: 0 }
        clump = { ...start, firstSentAt: null, lastSentAt: null, isKnown: false }
      }
      join(clump, sentAt, at)
      const isReplay = streams > 1 && clump.firstAt - openedAt < REPLAY_MS
      if (!isReplay && isBurst(clump)) record(clump)
    },
    all: () => bursts,
  }
}
