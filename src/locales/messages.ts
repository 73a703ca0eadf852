import type labTexts from './labEn'
import type texts from './en'

type Texts = typeof texts
type LabTexts = typeof labTexts

/** The languages of the product, the first being the one for browsers that speak neither. */
export const LOCALES = ['zh-CN', 'en'] as const

/** A language of the product. */
export type Locale = (typeof LOCALES)[number]

/** Fetch the texts of one language; only the language in use is ever loaded. */
export async function loadMessages(locale: Locale): Promise<Texts> {
  const module = await (locale === 'en' ? import('./en') : import('./zh-CN'))
  return module.default
}

/** Fetch the texts of the lab, which few open. */
export async function loadLabMessages(locale: Locale): Promise<LabTexts> {
  const module = await (locale === 'en' ? import('./labEn') : import('./labZh'))
  return module.default
}
