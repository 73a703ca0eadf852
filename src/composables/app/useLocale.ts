import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { LOCALES, loadMessages, type Locale } from '@/locales/messages'
import { keep, readKept } from '@/platform/keptValue'

const KEY = 'dailies:locale'

/** The language to begin with: the person's choice, else the browser's if it is Chinese or English, else Chinese. */
export function initialLocale(): Locale {
  const kept = readKept('localStorage', KEY)
  const known = LOCALES.find((locale) => locale === kept)
  if (known) return known
  for (const language of navigator.languages) {
    if (/^zh\b/i.test(language)) return 'zh-CN'
    if (/^en\b/i.test(language)) return 'en'
  }
  return LOCALES[0]
}

/** What `useLocale` gives. */
export interface UseLocaleReturn {
  readonly locale: ComputedRef<Locale>
  /** Change the language of the page at once, and remember it; rejects when its texts cannot be fetched. */
  choose: (locale: Locale) => Promise<void>
}

/** The language of the page, and changing it. */
export function useLocale(): UseLocaleReturn {
  const i18n = useI18n({ useScope: 'global' })
  const locale = computed(() => LOCALES.find((known) => known === i18n.locale.value) ?? LOCALES[0])
  async function choose(next: Locale) {
    // Merged: what a page has added for itself stays.
    i18n.mergeLocaleMessage(next, await loadMessages(next))
    i18n.locale.value = next
    document.documentElement.lang = next
    keep('localStorage', KEY, next)
  }
  return { locale, choose }
}
