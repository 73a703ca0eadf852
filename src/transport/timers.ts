/** The clock and the timers, replaceable in tests. Times are milliseconds since the epoch. */
export interface Timers {
  readonly now: () => number
  readonly set: (callback: () => void, delayMs: number) => TimerHandle
  readonly clear: (handle: TimerHandle) => void
}

/** What `set` gives to be cleared. */
export type TimerHandle = ReturnType<typeof setTimeout>

/** The machine's own, looked up at each call so that a test's fake timers are used. */
export const realTimers: Timers = {
  now: () => Date.now(),
  set: (callback, delayMs) => setTimeout(callback, delayMs),
  clear: (handle) => clearTimeout(handle),
}
