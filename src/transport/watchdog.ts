import type { TimerHandle, Timers } from './timers'

/** The longest silence before the heartbeat interval is known, in milliseconds. */
export const SILENCE_LIMIT_MS = 35_000
/** The longest silence of a server that sends no comments; the stream is then reopened to be safe. */
const QUIET_REOPEN_MS = 60_000
/** Added to the learned heartbeat interval. */
const GRACE_MS = 5_000
/** Comments closer together than this, or this close to the start of a stream, are not heartbeats. */
export const SHORTEST_INTERVAL_MS = 1_000
/** How many recent intervals count, so that one delayed heartbeat does not raise the limit for good. */
const REMEMBERED_INTERVALS = 3
/** If a check is this late, the machine was asleep or busy, and bytes may be waiting to be read. */
const LATE_MS = 1_000

/** The heartbeat of a server, learned across the streams of one connection. */
export interface Rhythm {
  readonly hasComments: boolean
  /** The latest intervals between two comments with no frame in between. */
  readonly intervalsMs: readonly number[]
}

/** The rhythm before the first comment. */
export const UNKNOWN_RHYTHM: Rhythm = { hasComments: false, intervalsMs: [] }

/** The longest silence before a stream is given up, in milliseconds. */
export function silenceLimitMs({ hasComments, intervalsMs }: Rhythm): number {
  if (!hasComments) return QUIET_REOPEN_MS
  return intervalsMs.length === 0 ? SILENCE_LIMIT_MS : Math.max(...intervalsMs) + GRACE_MS
}

/**
 * The rhythm after another comment. An interval beyond the limit is ignored: the machine slept through it.
 *
 * @param sinceLastMs the time since the last comment; null for the first one, or if a frame came in between
 */
export function learn(rhythm: Rhythm, sinceLastMs: number | null): Rhythm {
  const withComments = { ...rhythm, hasComments: true }
  if (
    sinceLastMs === null ||
    sinceLastMs < SHORTEST_INTERVAL_MS ||
    sinceLastMs > silenceLimitMs(withComments)
  )
    return withComments
  return { hasComments: true, intervalsMs: [...rhythm.intervalsMs, sinceLastMs].slice(-REMEMBERED_INTERVALS) }
}

/** Whether heartbeats are regular, so that a missing one is a fault. A single comment may have been a greeting. */
export function isRegular({ intervalsMs }: Rhythm): boolean {
  return intervalsMs.length > 0
}

/** Watches one stream. */
export interface Watchdog {
  /** Bytes arrived. */
  readonly feed: () => void
  /** Check now, because timers stop while the machine sleeps. */
  readonly check: () => void
  readonly stop: () => void
}

/**
 * Watch for silence. When a check is late (the machine slept, the page's timers were throttled), bytes that are waiting
 * get a moment to be read first.
 *
 * @param limitMs called for each check, because the limit is learned
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
