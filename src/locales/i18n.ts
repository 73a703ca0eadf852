import { createI18n } from 'vue-i18n'
import { loadGroup, LOCALES, type Locale, type TextGroup } from './locales'

/** The texts of the page. Groups of them are loaded by the pages that need them. */
export const i18n = createI18n({ legacy: false, locale: LOCALES[0], messages: {} })

/** The groups that pages have asked for, with the languages in which each was loaded. */
const loaded = new Map<TextGroup, Set<Locale>>()

async function load(group: TextGroup, locale: Locale): Promise<void> {
  const locales = loaded.get(group) ?? new Set()
  loaded.set(group, locales)
  if (locales.has(locale)) return
  i18n.global.mergeLocaleMessage(locale, await loadGroup(group, locale))
  locales.add(locale)
}

/** The language of the page. Reactive. */
export function currentLocale(): Locale {
  return LOCALES.find((locale) => locale === i18n.global.locale.value) ?? LOCALES[0]
}

/** Load a group of texts in the language of the page. A language that is chosen later includes it. */
export function loadTexts(group: TextGroup): Promise<void> {
  return load(group, currentLocale())
}

/** Show the page in a language, once the texts that its pages have asked for are loaded in it. */
export async function setLocale(next: Locale): Promise<void> {
  await Promise.all([...loaded.keys()].map((group) => load(group, next)))
  i18n.global.locale.value = next
  document.documentElement.lang = next
}
