import { createAccumulator, type GrowingText } from './textGrowth'

/** This much of a text decides its language, so that a growing text is not read again for each word. */
const SAMPLE_LENGTH = 2_000

/**
 * The language of a story's text, for `lang` and `srclang`. It selects fonts, line breaks and voice, independently of the
 * language of the page. Text with Han characters is Chinese, any other English.
 *
 * @returns undefined for a blank text, which then has the language of its surroundings
 */
export function textLanguage(text: string): 'zh-CN' | 'en' | undefined {
  if (!/\S/.test(text)) return undefined
  return /\p{Script=Han}/u.test(text.slice(0, SAMPLE_LENGTH)) ? 'zh-CN' : 'en'
}

/** Make a reader of the language of a growing text. It only reads the beginning of the text. */
export function createLanguageReader(): (next: GrowingText) => ReturnType<typeof textLanguage> {
  const head = createAccumulator('', (before, added) =>
    before.length < SAMPLE_LENGTH ? before + added.slice(0, SAMPLE_LENGTH) : before,
  )
  return (next) => textLanguage(head(next))
}
