const HAN = /\p{Script=Han}/gu
const LETTER = /\p{L}/gu
const SPOKEN_UNIT = /\p{Script=Han}|[^\s\p{Script=Han}]+/gu

/** Characters that a narrator speaks per second in Chinese, and words per second in other languages. */
const HAN_PER_SECOND = 4.5
const WORDS_PER_SECOND = 2.5
/** Longer units (addresses, text without spaces) count as several words. */
const LETTERS_PER_WORD = 16
/** The beginning of a text is enough to recognise its language, and cheap for a long text. */
const SAMPLE_LENGTH = 4000

/** The languages of the studio's answers and of the texts that it makes. */
export const LANGUAGES = ['zh', 'en'] as const
/** A language of the studio. */
export type Language = (typeof LANGUAGES)[number]

/** Chinese where at least a third of the letters are Han characters, else English. */
export function languageOfText(text: string): Language {
  const sample = text.slice(0, SAMPLE_LENGTH)
  const han = sample.match(HAN)?.length ?? 0
  const letters = sample.match(LETTER)?.length ?? 0
  return han > 0 && han * 3 >= letters ? 'zh' : 'en'
}

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
