import type { Theme } from '@/composables/app/useTheme'
import { LOCALES, type Locale } from '@/locales/locales'

/** What the address asks for: `?theme=&locale=&component=`. */
export const query = new URLSearchParams(location.search)

/** Both themes. */
export const THEMES: readonly Theme[] = ['projector', 'paper']

/** Whether a text names a theme. */
export function isTheme(text: string | null): text is Theme {
  return THEMES.some((theme) => theme === text)
}

/** Whether a text names a language of the product. */
export function isLocale(text: string | null): text is Locale {
  return LOCALES.some((locale) => locale === text)
}
