import { createI18n } from 'vue-i18n'
import type { Translate } from '@/lab/writtenReport'
import en from '@/locales/en/lab.json'
import zh from '@/locales/zh-CN/lab.json'
import type { Locale } from '@/locales/locales'

const i18n = createI18n<[{ lab: typeof en }], Locale, false>({
  legacy: false,
  locale: 'en',
  messages: { en: { lab: en }, 'zh-CN': { lab: zh } } satisfies Record<Locale, unknown>,
})

/** Translates the keys under `lab` into one language. */
export function translateInto(locale: Locale): Translate {
  return (key, params) => i18n.global.t(key, params, { locale })
}
