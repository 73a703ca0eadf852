import { i18n } from '@/locales/i18n'
import { loadGroup, LOCALES, TEXT_GROUPS } from '@/locales/locales'

for (const locale of LOCALES)
  for (const group of TEXT_GROUPS) i18n.global.mergeLocaleMessage(locale, await loadGroup(group, locale))

/** The product's texts for component tests, all loaded: Chinese, unless a test sets `global.locale`. */
export const testI18n = i18n
