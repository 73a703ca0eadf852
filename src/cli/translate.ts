import type { Translate } from '@/lab/writtenReport'
import en from '@/locales/en/lab.json'
import zh from '@/locales/zh-CN/lab.json'
import { LOCALES, type Locale } from '@/locales/locales'
import { createTranslation } from '@/locales/translation'

const translation = createTranslation(LOCALES)
const texts = { en, 'zh-CN': zh } satisfies Record<Locale, unknown>
for (const locale of LOCALES) translation.add(locale, { lab: texts[locale] })

/** Translates the keys under `lab` into one language. */
export function translateInto(locale: Locale): Translate {
  return (key, params) => translation.translate(locale, key, params)
}
