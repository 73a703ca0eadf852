import { createAccumulator, type GrowingText } from './textGrowth'

/** So much of a text tells its language; a long one that grows is not read through again for each word. */
const SAMPLE_LENGTH = 2_000

/**
 * The language of a story's text, for `lang` and `srclang`: it chooses the fonts, the line and the voice, whatever
 * language the page is in. Han characters are Chinese, all else English.
 *
 * @returns undefined for a text without words, which then has the language of what is around it
 */
export function textLanguage(text: string): 'zh-CN' | 'en' | undefined {
  if (!/\S/.test(text)) return undefined
  return /\p{Script=Han}/u.test(text.slice(0, SAMPLE_LENGTH)) ? 'zh-CN' : 'en'
}

/** Make a reader of the language of a text that grows: it looks at the text's beginning and no further. */
export function createLanguageReader(): (next: GrowingText) => ReturnType<typeof textLanguage> {
  const head = createAccumulator('', (before, added) =>
    before.length < SAMPLE_LENGTH ? before + added.slice(0, SAMPLE_LENGTH) : before,
  )
  return (next) => textLanguage(head(next))
}
