import type { LabEntry } from '../entries'

/** Many frames that arrived at once after silence. */
export interface Burst {
  /** Index of its first frame. */
  readonly entry: number
  readonly frames: number
  /** Silence before it, in milliseconds. */
  readonly gapMs: number
}

/** Frames with a smaller gap belong to one clump, in milliseconds. */
const CLUMP_GAP_MS = 20
/** A burst without timestamps: at least this many frames within this span after this much silence. */
const UNTIMED = { frames: 50, spanMs: 50, gapMs: 5_000 }
/** A burst with timestamps: the server sent the frames over at least this span. */
const TIMED = { frames: 5, spanMs: 1_000, gapMs: 1_000 }
/** A clump was held back if it arrived this many times faster than it was sent. */
const SPEEDUP = 10
/** Frames this soon after a reconnection may be a replay of missed messages, in milliseconds. */
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
  /** Whether the list of bursts already contains it. */
  isListed: boolean
}

function isBurst(clump: Clump): boolean {
  const span = clump.lastAt - clump.firstAt
  if (clump.firstSentAt === null || clump.lastSentAt === null)
    return clump.frames >= UNTIMED.frames && span <= UNTIMED.spanMs && clump.gapMs >= UNTIMED.gapMs
  const sentSpan = clump.lastSentAt - clump.firstSentAt
  const isLong = sentSpan >= TIMED.spanMs && sentSpan >= span * SPEEDUP
  return clump.frames >= TIMED.frames && isLong && clump.gapMs >= TIMED.gapMs
}

/** Finds frames that were held back on the way. */
export interface BurstDetector {
  readonly add: (entry: LabEntry) => void
  /** At most 100, oldest first; the last one may still grow. */
  readonly all: () => readonly Burst[]
}

/**
 * Create a detector that distinguishes frames held back on the way from frames that a server wrote quickly. Timestamps
 * decide where messages have them; without them, only a burst faster than any model writes counts.
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
    if (clump.isListed) bursts.pop()
    else if (bursts.length >= MAX_BURSTS) return
    clump.isListed = true
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
        // Silence is measured from the request.
        if (lastAt === null || streams > 1) lastAt = at
        return
      }
      if (entry.kind === 'snapshot') return
      const gapMs = lastAt === null ? 0 : at - lastAt
      lastAt = at
      if (entry.kind === 'comment') return
      const sentAt = entry.parsed.kind === 'message' ? entry.parsed.message.sentAt : null
      if (clump === null || gapMs > CLUMP_GAP_MS) {
        const start = { entry: entry.index, gapMs, firstAt: at, lastAt: at, frames: 0 }
        clump = { ...start, firstSentAt: null, lastSentAt: null, isListed: false }
      }
      join(clump, sentAt, at)
      const isReplay = streams > 1 && clump.firstAt - openedAt < REPLAY_MS
      if (!isReplay && isBurst(clump)) record(clump)
    },
    all: () => bursts,
  }
}
