/** Where in a text a character is, vertically; null where the text is not laid out, or there is nobody to ask. */
function topOf(text: Text, offset: number): number | null {
  const range = document.createRange()
  range.setStart(text, offset)
  range.setEnd(text, offset + 1)
  // Not everything that has a document lays it out.
  return range.getClientRects?.().item(0)?.top ?? null
}

/**
 * Find where the line on the screen begins that holds the character at `offset`.
 *
 * Asks the layout: cheap while nothing has been changed since it was last made.
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
    // What has no box of its own, such as a collapsed space, stays with what is above.
    if ((topOf(text, middle) ?? firstTop) < top) above = middle
    else start = middle
  }
  const isCutPair = /[\udc00-\udfff]/.test(text.data.charAt(start))
  return isCutPair ? start - 1 : start
}

/**
 * The beginnings of lines on the screen, one about every `every` characters. All of it is asked of one layout.
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
