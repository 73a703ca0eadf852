/** Vertical position of a character in a text; null where the text is not laid out or the platform cannot tell. */
function topOf(text: Text, offset: number): number | null {
  const range = document.createRange()
  range.setStart(text, offset)
  range.setEnd(text, offset + 1)
  // Some environments have a document but no layout.
  return range.getClientRects?.().item(0)?.top ?? null
}

/**
 * Find where the line on the screen begins that holds the character at `offset`.
 *
 * Reads the layout, which is cheap while nothing has changed since the last time.
 *
 * @returns null where the text is not laid out, or its first line holds the character
 */
export function visualLineStart(text: Text, offset: number): number | null {
  const top = topOf(text, offset)
  const firstTop = topOf(text, 0)
  if (top === null || firstTop === null || firstTop >= top) return null
  let above = 0
  let start = offset
  while (start - above > 1) {
    const middle = (above + start) >> 1
    // A character without a box, such as a collapsed space, belongs to the line above.
    if ((topOf(text, middle) ?? firstTop) < top) above = middle
    else start = middle
  }
  const isCutPair = /[\udc00-\udfff]/.test(text.data.charAt(start))
  return isCutPair ? start - 1 : start
}

/**
 * The beginnings of lines on the screen, about one in every `every` characters, read from one layout.
 *
 * @returns places in the text, growing; none where it is not laid out
 */
export function visualLineStarts(text: Text, every: number): readonly number[] {
  const starts: number[] = []
  for (let offset = every; offset < text.length; offset = (starts.at(-1) ?? 0) + every) {
    const start = visualLineStart(text, offset)
    if (start === null || start <= (starts.at(-1) ?? 0)) break
    starts.push(start)
  }
  return starts
}
