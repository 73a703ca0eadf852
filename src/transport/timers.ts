import { steadyNow } from '@/platform/steadyClock'

/** A clock and timers; tests replace them. Times are those of the steady clock. */
export interface Timers {
  readonly now: () => number
  readonly set: (callback: () => void, delayMs: number) => TimerHandle
  readonly clear: (handle: TimerHandle) => void
}

/** What `set` returns, for `clear`. */
export type TimerHandle = ReturnType<typeof setTimeout>

/** The real clock and timers, looked up at each call so that fake timers of a test take effect. */
export const realTimers: Timers = {
  now: steadyNow,
  set: (callback, delayMs) => setTimeout(callback, delayMs),
  clear: (handle) => clearTimeout(handle),
}
