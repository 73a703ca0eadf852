/** So much is shown at once, in UTF-16 units: it is no more than a line, and reads as growing. */
const SMALL_BACKLOG = 96
/** A large backlog shrinks by its part of this time, in milliseconds: all of it is there within some 250 ms. */
const HURRY_MS = 60

/**
 * How much of what waits to be shown is shown now. What comes steadily is never held; what comes in a lump runs in
 * quickly instead of jumping, the quicker the more it is.
 *
 * @param backlog what waits, in UTF-16 units
 * @param elapsedMs since something was last shown
 * @returns from 1 to `backlog`
 */
export function paceStep(backlog: number, elapsedMs: number): number {
  const share = Math.ceil((backlog * elapsedMs) / HURRY_MS)
  return Math.min(backlog, Math.max(SMALL_BACKLOG, share))
}
