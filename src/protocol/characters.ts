/* Characters of a text are its code points, for the page and the studio alike. */

/** How many characters (code points) a text has: an emoji of one code point counts once. */
export function characterCount(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length - 1; i += 1) {
    const isPair =
      isBetween(text.charCodeAt(i), 0xd800, 0xdbff) && isBetween(text.charCodeAt(i + 1), 0xdc00, 0xdfff)
    if (isPair) count -= 1
  }
  return count
}

/**
 * The character count of a text that has grown, without counting the whole text again.
 *
 * @param count of the text so far
 * @param end the last characters of the text so far: `added` may complete a surrogate pair there
 */
export function grownCharacterCount(count: number, end: string, added: string): number {
  const completesPair =
    isBetween(end.charCodeAt(end.length - 1), 0xd800, 0xdbff) &&
    isBetween(added.charCodeAt(0), 0xdc00, 0xdfff)
  return count + characterCount(added) - (completesPair ? 1 : 0)
}

/** The first `count` characters of a text. No character is cut in two. */
export function firstCharacters(text: string, count: number): string {
  // A character takes at most two units.
  return [...text.slice(0, count * 2)].slice(0, count).join('')
}

function isBetween(code: number, first: number, last: number): boolean {
  return code >= first && code <= last
}
