const HAN = /\p{Script=Han}/gu
const LETTER = /\p{L}/gu
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
