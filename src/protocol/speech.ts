/* How long a narration takes to say. Studio and page must agree on it: it decides how long a scene lasts. */

const SPOKEN_UNIT = /\p{Script=Han}|[^\s\p{Script=Han}]+/gu

/** Characters that a narrator speaks per second in Chinese, and words per second in other languages. */
const HAN_PER_SECOND = 4.5
const WORDS_PER_SECOND = 2.5
/** Longer units (addresses, text without spaces) count as several words. */
const LETTERS_PER_WORD = 16

/** How long a narrator needs for `text`, in seconds. Punctuation takes no time. */
export function speechSeconds(text: string): number {
  let seconds = 0
  for (const [unit] of text.matchAll(SPOKEN_UNIT)) {
    if (/^\p{Script=Han}/u.test(unit)) seconds += 1 / HAN_PER_SECOND
    else if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(unit))
      seconds += Math.ceil(unit.length / LETTERS_PER_WORD) / WORDS_PER_SECOND
  }
  return seconds
}
