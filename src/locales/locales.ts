/** The languages of the product. The first is used where a browser asks for none of them. */
export const LOCALES = ['zh-CN', 'en'] as const

/** A language of the product. */
export type Locale = (typeof LOCALES)[number]

/** A file of texts as it is imported. */
type Loaded<T> = Promise<{ readonly default: T }>
type Loaders<T> = Record<Locale, () => Loaded<T>>

/** Several namespaces that are loaded together: the texts that every page needs, and those of the lab. */
const SHARED = {
  common: { 'zh-CN': () => import('./zh-CN'), en: () => import('./en') } satisfies Loaders<object>,
  lab: { 'zh-CN': () => import('./labZh'), en: () => import('./labEn') } satisfies Loaders<object>,
}

/** Namespaces that belong to one page or part, and are named as it is. */
const OWN = {
  list: {
    'zh-CN': () => import('./zh-CN/list.json'),
    en: () => import('./en/list.json'),
  } satisfies Loaders<object>,
  film: {
    'zh-CN': () => import('./zh-CN/film.json'),
    en: () => import('./en/film.json'),
  } satisfies Loaders<object>,
  exports: {
    'zh-CN': () => import('./zh-CN/exports.json'),
    en: () => import('./en/exports.json'),
  } satisfies Loaders<object>,
  project: {
    'zh-CN': () => import('./zh-CN/project.json'),
    en: () => import('./en/project.json'),
  } satisfies Loaders<object>,
  making: {
    'zh-CN': () => import('./zh-CN/making.json'),
    en: () => import('./en/making.json'),
  } satisfies Loaders<object>,
  commands: {
    'zh-CN': () => import('./zh-CN/commands.json'),
    en: () => import('./en/commands.json'),
  } satisfies Loaders<object>,
  hands: {
    'zh-CN': () => import('./zh-CN/hands.json'),
    en: () => import('./en/hands.json'),
  } satisfies Loaders<object>,
  scenes: {
    'zh-CN': () => import('./zh-CN/scenes.json'),
    en: () => import('./en/scenes.json'),
  } satisfies Loaders<object>,
  tasks: {
    'zh-CN': () => import('./zh-CN/tasks.json'),
    en: () => import('./en/tasks.json'),
  } satisfies Loaders<object>,
  session: {
    'zh-CN': () => import('./zh-CN/session.json'),
    en: () => import('./en/session.json'),
  } satisfies Loaders<object>,
}

type SharedGroup = keyof typeof SHARED
type OwnGroup = keyof typeof OWN
/** A group of texts that is loaded as one. */
export type TextGroup = SharedGroup | OwnGroup

/** All groups. */
export const TEXT_GROUPS = [...Object.keys(SHARED), ...Object.keys(OWN)] as readonly TextGroup[]

type TextsOf<L extends Loaders<object>> = Awaited<ReturnType<L['en']>>['default']

/** All texts of one language, by namespace. The English ones give the keys. */
export type Texts = TextsOf<(typeof SHARED)['common']> &
  TextsOf<(typeof SHARED)['lab']> & { readonly [G in OwnGroup]: TextsOf<(typeof OWN)[G]> }

function isOwn(group: TextGroup): group is OwnGroup {
  return group in OWN
}

/** Load one group of texts in one language. */
export async function loadGroup(group: TextGroup, locale: Locale): Promise<Partial<Texts>> {
  if (isOwn(group)) return { [group]: (await OWN[group][locale]()).default }
  return (await SHARED[group][locale]()).default
}
