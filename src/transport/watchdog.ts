import type { Timers } from './timers'

/** Silence that is borne before the server's rhythm is known, in milliseconds. */
export const SILENCE_LIMIT_MS = 35_000
/** Silence after which a stream of a server that sends no comments is reopened to be on the safe side. */
const QUIET_REOPEN_MS = 60_000
/** What is added to the learned interval between heartbeats. */
const GRACE_MS = 5_000
/** Two comments closer than this are not two heartbeats. */
const SHORTEST_INTERVAL_MS = 1_000

/** A server's rhythm, kept across the streams of one connection. */
export interface Rhythm {
  readonly hasComments: boolean
  /** The longest interval seen between two comments with nothing in between; null before there were two. */
  readonly intervalMs: number | null
}

/** What is known of a server that has not been heard yet. */
export const UNKNOWN_RHYTHM: Rhythm = { hasComments: false, intervalMs: null }

/** The rhythm after a comment that came `sinceLastMs` after the one before it (null: the first, or frames between). */
export function learn(rhythm: Rhythm, sinceLastMs: number | null): Rhythm {
  const isBeat = sinceLastMs !== null && sinceLastMs >= SHORTEST_INTERVAL_MS
  const intervalMs = isBeat ? Math.max(rhythm.intervalMs ?? 0, sinceLastMs) : rhythm.intervalMs
  return { hasComments: true, intervalMs }
}

/** Silence after which a stream of such a server is given up, in milliseconds. */
export function silenceLimitMs({ hasComments, intervalMs }: Rhythm): number {
  if (!hasComments) return QUIET_REOPEN_MS
  return intervalMs === null ? SILENCE_LIMIT_MS : intervalMs + GRACE_MS
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
 * Watch for silence.
 *
 * @param limitMs asked anew each time, since the limit is learned
 * @param onSilence called once
 */
export function createWatchdog(timers: Timers, limitMs: () => number, onSilence: () => void): Watchdog {
  let lastFedAt = timers.now()
  let timer = timers.set(check, limitMs())

  function check() {
    timers.clear(timer)
    const left = lastFedAt + limitMs() - timers.now()
    if (left > 0) timer = timers.set(check, left)
    else onSilence()
  }

  return {
    feed() {
      lastFedAt = timers.now()
    },
    check,
    stop() {
      timers.clear(timer)
    },
  }
}
