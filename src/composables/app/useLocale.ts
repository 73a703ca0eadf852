import { computed, type ComputedRef } from 'vue'
import { currentLocale, setLocale } from '@/locales/i18n'
import { LOCALES, type Locale } from '@/locales/locales'
import { keep, readKept } from '@/platform/keptValue'

const KEY = 'dailies:locale'

/** The browser languages for which each language of the product is used. */
const BROWSER_LANGUAGES = { 'zh-CN': /^zh\b/i, en: /^en\b/i } satisfies Record<Locale, RegExp>

/** The language to start in: the person's last choice, else the first browser language the product has, else Chinese. */
export function initialLocale(): Locale {
  const kept = readKept('localStorage', KEY)
  const known = LOCALES.find((locale) => locale === kept)
  if (known) return known
  for (const language of navigator.languages) {
    const match = LOCALES.find((locale) => BROWSER_LANGUAGES[locale].test(language))
    if (match) return match
  }
  return LOCALES[0]
}

/** Return type of `useLocale`. */
export interface UseLocaleReturn {
  readonly locale: ComputedRef<Locale>
  /** Switch the page to another language and remember it. Rejects when its texts cannot be loaded. */
  choose: (locale: Locale) => Promise<void>
}

/** The language of the page, and a way to change it. */
export function useLocale(): UseLocaleReturn {
  async function choose(next: Locale) {
    await setLocale(next)
    keep('localStorage', KEY, next)
  }
  return { locale: computed(currentLocale), choose }
}
