/** What a sentence consists of besides marks and white space, of which cleaning may remove some. */
const SIGNIFICANT = /[\p{L}\p{N}]/u

/** The offsets in UTF-16 units of the letters and digits of a text. */
function significantOffsets(text: string): number[] {
  const offsets: number[] = []
  let at = 0
  for (const char of text) {
    if (SIGNIFICANT.test(char)) offsets.push(at)
    at += char.length
  }
  return offsets
}

/**
 * Where sentences stand in the text that they were split from. They may have lost white space, marks and control
 * characters, but no letter.
 *
 * @param sentences all of them, in order
 * @param chosen which of them are wanted
 * @returns the stretches `[start, end)` of the wanted ones in UTF-16 units of `text`; neighbours are one stretch
 */
export function locateSentences(
  text: string,
  sentences: readonly string[],
  chosen: (index: number) => boolean,
): [start: number, end: number][] {
  const offsets = significantOffsets(text)
  const stretches: [number, number][] = []
  let before = 0
  sentences.forEach((sentence, index) => {
    const letters = significantOffsets(sentence).length
    if (letters > 0 && chosen(index)) {
      const start = offsets[before] ?? text.length
      const end = offsets[before + letters] ?? text.length
      const last = stretches.at(-1)
      if (last?.[1] === start) last[1] = end
      else stretches.push([start, end])
    }
    before += letters
  })
  // What follows the last letter of a stretch up to the next sentence belongs to it, except white space.
  return stretches.map(([start, end]) => [start, start + text.slice(start, end).trimEnd().length])
}
