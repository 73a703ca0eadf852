import { loadTexts, setLocale } from '@/locales/i18n'
import { LOCALES, TEXT_GROUPS } from '@/locales/locales'

/* Loads the texts of every page in every language, so that a component can be rendered without its page. */

await Promise.all(TEXT_GROUPS.map(loadTexts))
for (const locale of LOCALES) await setLocale(locale)
await setLocale(LOCALES[0])
