import { createI18n } from 'vue-i18n'
import en from '@/locales/en'
import labEn from '@/locales/labEn'
import labZh from '@/locales/labZh'
import type { Locale } from '@/locales/messages'
import zh from '@/locales/zh-CN'

/** The product's texts for component tests: Chinese, unless a test sets `global.locale`. */
export const testI18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  messages: { 'zh-CN': { ...zh, ...labZh }, en: { ...en, ...labEn } } satisfies Record<Locale, unknown>,
})
