import type { DefineLocaleMessage } from 'vue-i18n'

/** The languages of the product, the first being the one for browsers that speak neither. */
export const LOCALES = ['zh-CN', 'en'] as const

/** A language of the product. */
export type Locale = (typeof LOCALES)[number]

/** Fetch the texts of one language; only the language in use is ever loaded. */
export async function loadMessages(locale: Locale): Promise<DefineLocaleMessage> {
  const module = await (locale === 'en' ? import('./en') : import('./zh-CN'))
  return module.default
}
