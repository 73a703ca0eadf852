/** The system's clock moves ahead of the machine's own by more than this only if it was set, or if the machine slept. */
const LEAP_MS = 1_000

let sleptMs = 0
let lastAheadMs: number | null = null

/**
 * The time for everything that is waited for or compared: milliseconds since the epoch as the system's clock had it when
 * the page was loaded, and from then on counted by the machine. It goes on where the system's clock is set back, and it
 * counts the time that the machine slept. Two pages, or a page and a worker, do not share it.
 */
export function steadyNow(): number {
  const countedMs = performance.timeOrigin + performance.now()
  const aheadMs = Date.now() - countedMs
  // While a machine sleeps, most browsers do not count.
  if (lastAheadMs !== null && aheadMs - lastAheadMs > LEAP_MS) sleptMs += aheadMs - lastAheadMs
  lastAheadMs = aheadMs
  return Math.round(countedMs + sleptMs)
}
