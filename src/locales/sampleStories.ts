import { LOCALES, type Locale } from './locales'

/** A story to try, in the public domain. */
export interface SampleStory {
  readonly title: string
  /** The language it is written in. */
  readonly lang: Locale
  /** Load its text. */
  readonly load: () => Promise<string>
}

/** One story for each language: Tao Yuanming, 421, and Hans Christian Andersen, 1835. */
const BY_LANGUAGE = {
  'zh-CN': {
    title: '桃花源记',
    load: async () => (await import('./samples/taohuayuan.txt?raw')).default.trim(),
  },
  en: {
    title: 'The Princess and the Pea',
    load: async () => (await import('./samples/princessAndPea.txt?raw')).default.trim(),
  },
} satisfies Record<Locale, Omit<SampleStory, 'lang'>>

/** The stories to try, in the order in which they are offered. */
export const SAMPLE_STORIES: readonly SampleStory[] = LOCALES.map((lang) => ({ lang, ...BY_LANGUAGE[lang] }))
