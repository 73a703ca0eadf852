/** Up to this much is shown at once, in UTF-16 units: about a line, which still reads as growing. */
const SMALL_BACKLOG = 96
/** Of a large backlog, the share `elapsed / HURRY_MS` is shown; all of it within about 250 ms. */
const HURRY_MS = 60

/**
 * How much of the waiting text to show now. Steady text is never held back; a large piece runs in quickly instead of
 * jumping, and the larger it is, the faster.
 *
 * @param backlog the length of the waiting text, in UTF-16 units
 * @param elapsedMs the time since text was last shown
 * @returns from 1 to `backlog`
 */
export function paceStep(backlog: number, elapsedMs: number): number {
  const share = Math.ceil((backlog * elapsedMs) / HURRY_MS)
  return Math.min(backlog, Math.max(SMALL_BACKLOG, share))
}
