/* Divides a text that is too long for one scene or one subtitle, where a reader would take a breath. */

const SOFT_BREAK = /[，,、；;：:—]/u
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Whether a text ends with a comma or another mark after which it goes on. */
export function endsSoftly(text: string): boolean {
  return SOFT_BREAK.test(text.slice(-1))
}

/** The position closest to the middle of `text`, within its middle third, after a character that suits; -1 for none. */
function closestToMiddle(text: string, suits: (char: string) => boolean): number {
  const middle = text.length / 2
  for (let distance = 0; distance < text.length / 6; distance++)
    for (const at of [Math.floor(middle - distance), Math.ceil(middle + distance)])
      if (at > 0 && at < text.length && suits(text.charAt(at - 1))) return at
  return -1
}

/** Where to divide a text in two: after a comma in its middle third, else at a space, else between two characters. */
function cutPosition(text: string): number {
  const comma = closestToMiddle(text, (char) => SOFT_BREAK.test(char))
  if (comma > 0) return comma
  const space = closestToMiddle(text, (char) => char === ' ')
  if (space > 0) return space
  const middle = Math.floor(text.length / 2)
  const start = Math.max(0, middle - 16)
  const around = graphemes.segment(text.slice(start, middle + 32)).containing(middle - start)
  const boundary = start + (around?.index ?? 0)
  if (boundary > start) return boundary
  return /[\ud800-\udbff]/.test(text.charAt(middle - 1)) ? middle - 1 : middle
}

/**
 * A text in parts that are not larger than `limit`, halved as often as necessary: after a comma or at a space where
 * possible, and never inside a character.
 *
 * @param size of a text, in the unit of `limit`
 */
export function divide(text: string, size: (text: string) => number, limit: number): string[] {
  if (text === '') return []
  if (text.length < 2 || size(text) <= limit) return [text]
  const at = cutPosition(text)
  return [text.slice(0, at).trim(), text.slice(at).trim()].flatMap((part) => divide(part, size, limit))
}
