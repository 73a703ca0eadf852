import type { TimerHandle, Timers } from './timers'

/** Silence that is borne before the server's rhythm is known, in milliseconds. */
export const SILENCE_LIMIT_MS = 35_000
/** Silence after which a stream of a server that sends no comments is reopened to be on the safe side. */
const QUIET_REOPEN_MS = 60_000
/** What is added to the learned interval between heartbeats. */
const GRACE_MS = 5_000
/** Two comments closer than this are not two heartbeats, nor is one that greets a stream this soon. */
export const SHORTEST_INTERVAL_MS = 1_000
/** So many of the newest intervals count: a network that once held one back must not be waited for ever after. */
const REMEMBERED_INTERVALS = 3
/** A look that comes later than this was held back by the machine, and so perhaps were bytes. */
const LATE_MS = 1_000

/** A server's rhythm, kept across the streams of one connection. */
export interface Rhythm {
  readonly hasComments: boolean
  /** The newest intervals between two comments with nothing in between. */
  readonly intervalsMs: readonly number[]
}

/** What is known of a server that has not been heard yet. */
export const UNKNOWN_RHYTHM: Rhythm = { hasComments: false, intervalsMs: [] }

/** Silence after which a stream of such a server is given up, in milliseconds. */
export function silenceLimitMs({ hasComments, intervalsMs }: Rhythm): number {
  if (!hasComments) return QUIET_REOPEN_MS
  return intervalsMs.length === 0 ? SILENCE_LIMIT_MS : Math.max(...intervalsMs) + GRACE_MS
}

/**
 * The rhythm after a comment that came `sinceLastMs` after the one before it (null: the first, or frames between).
 * An interval that should have ended the stream was slept through, and tells nothing of the server.
 */
export function learn(rhythm: Rhythm, sinceLastMs: number | null): Rhythm {
  const heard = { ...rhythm, hasComments: true }
  if (sinceLastMs === null || sinceLastMs < SHORTEST_INTERVAL_MS || sinceLastMs > silenceLimitMs(heard))
    return heard
  return { hasComments: true, intervalsMs: [...rhythm.intervalsMs, sinceLastMs].slice(-REMEMBERED_INTERVALS) }
}

/** Whether a server has a rhythm, so that a missing beat is a fault. A single comment may have been a greeting. */
export function isRegular({ intervalsMs }: Rhythm): boolean {
  return intervalsMs.length > 0
}

/** Watches one stream. */
export interface Watchdog {
  /** Bytes have come. */
  readonly feed: () => void
  /** Look now rather than when the timer says so: timers sleep with the machine. */
  readonly check: () => void
  readonly stop: () => void
}

/**
 * Watch for silence. A look that comes much too late (a machine that slept, a page whose timers were held back) gives
 * the bytes that waited with it a moment to be read before it judges.
 *
 * @param limitMs asked anew each time, since the limit is learned
 * @param onSilence called once
 */
export function createWatchdog(timers: Timers, limitMs: () => number, onSilence: () => void): Watchdog {
  let lastFedAt = timers.now()
  let isLastChance = false
  let timer: TimerHandle = timers.set(check, limitMs())

  function check() {
    timers.clear(timer)
    const left = lastFedAt + limitMs() - timers.now()
    if (left > 0) timer = timers.set(check, left)
    else if (left < -LATE_MS && !isLastChance) {
      isLastChance = true
      timer = timers.set(check, LATE_MS)
    } else onSilence()
  }

  return {
    feed() {
      lastFedAt = timers.now()
      isLastChance = false
    },
    check,
    stop() {
      timers.clear(timer)
    },
  }
}
