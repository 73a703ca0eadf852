/** The languages of the product. The first is used where a browser asks for none of them. */
export const LOCALES = ['zh-CN', 'en'] as const

/** A language of the product. */
export type Locale = (typeof LOCALES)[number]

type Loaders<T> = Record<Locale, () => Promise<T>>

/** What is loaded together: the texts that every page needs, and those that belong to one page. */
const GROUPS = {
  common: {
    'zh-CN': async () => (await import('./zh-CN')).default,
    en: async () => (await import('./en')).default,
  } satisfies Loaders<object>,
  list: {
    'zh-CN': async () => ({ list: (await import('./zh-CN/list.json')).default }),
    en: async () => ({ list: (await import('./en/list.json')).default }),
  } satisfies Loaders<object>,
  film: {
    'zh-CN': async () => ({ film: (await import('./zh-CN/film.json')).default }),
    en: async () => ({ film: (await import('./en/film.json')).default }),
  } satisfies Loaders<object>,
  tasks: {
    'zh-CN': async () => ({ tasks: (await import('./zh-CN/tasks.json')).default }),
    en: async () => ({ tasks: (await import('./en/tasks.json')).default }),
  } satisfies Loaders<object>,
  session: {
    'zh-CN': async () => ({ session: (await import('./zh-CN/session.json')).default }),
    en: async () => ({ session: (await import('./en/session.json')).default }),
  } satisfies Loaders<object>,
  lab: {
    'zh-CN': async () => (await import('./labZh')).default,
    en: async () => (await import('./labEn')).default,
  } satisfies Loaders<object>,
}

/** A group of texts that is loaded as one. */
export type TextGroup = keyof typeof GROUPS

/** All groups. */
export const TEXT_GROUPS = Object.keys(GROUPS) as readonly TextGroup[]

type TextsOf<G extends TextGroup> = Awaited<ReturnType<(typeof GROUPS)[G]['en']>>

/** All texts of one language, by namespace. The English ones give the keys. */
export type Texts = TextsOf<'common'> &
  TextsOf<'list'> &
  TextsOf<'film'> &
  TextsOf<'tasks'> &
  TextsOf<'session'> &
  TextsOf<'lab'>

/** Load one group of texts in one language. */
export function loadGroup(group: TextGroup, locale: Locale): Promise<Partial<Texts>> {
  return GROUPS[group][locale]()
}
