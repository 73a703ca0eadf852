/** A piece of a text, and whether it is one of the marked stretches. */
export interface MarkedPart {
  readonly text: string
  readonly marked: boolean
}

/**
 * A text cut at the ends of stretches. The parts together are the text.
 *
 * @param stretches `[start, end)` in UTF-16 units, in order; what overlaps or lies outside of the text is cut off
 */
export function markStretches(
  text: string,
  stretches: readonly (readonly [start: number, end: number])[],
): readonly MarkedPart[] {
  const parts: MarkedPart[] = []
  let at = 0
  const take = (end: number, marked: boolean) => {
    const to = Math.max(at, Math.min(end, text.length))
    if (to > at) parts.push({ text: text.slice(at, to), marked })
    at = to
  }
  for (const [start, end] of stretches) {
    take(start, false)
    take(end, true)
  }
  take(text.length, false)
  return parts
}
