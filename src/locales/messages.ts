import type labTexts from './labEn'
import type texts from './en'

type Texts = typeof texts
type LabTexts = typeof labTexts

/** The languages of the product. The first is used where a browser asks for none of them. */
export const LOCALES = ['zh-CN', 'en'] as const

/** A language of the product. */
export type Locale = (typeof LOCALES)[number]

const TEXTS = {
  'zh-CN': () => import('./zh-CN'),
  en: () => import('./en'),
} satisfies Record<Locale, () => Promise<{ default: Texts }>>

const LAB_TEXTS = {
  'zh-CN': () => import('./labZh'),
  en: () => import('./labEn'),
} satisfies Record<Locale, () => Promise<{ default: LabTexts }>>

/** Load the texts of one language. Each language is a file of its own, so only the one in use is downloaded. */
export async function loadMessages(locale: Locale): Promise<Texts> {
  return (await TEXTS[locale]()).default
}

/** Load the texts of the lab, which other pages do without. */
export async function loadLabMessages(locale: Locale): Promise<LabTexts> {
  return (await LAB_TEXTS[locale]()).default
}
