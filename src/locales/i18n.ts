import { shallowRef, type ShallowRef } from 'vue'
import { loadGroup, LOCALES, type Locale, type TextGroup, type Texts } from './locales'
import { createTranslation, type TextParams, type TextPath } from './translation'

/** A key of a text, such as `project.stage.rewrite`. The English texts give the keys; a test compares the languages. */
export type TextKey = TextPath<Texts>

/** The texts of all languages, as far as they are loaded. Groups of them are loaded by the pages that need them. */
export const translation = createTranslation(LOCALES)

const locale = shallowRef<Locale>(LOCALES[0])

/** The groups that pages have asked for, with the languages in which each was loaded. */
const loaded = new Map<TextGroup, Set<Locale>>()

/** The language that was chosen last; the page shows it once its texts are loaded. */
let chosen: Locale = LOCALES[0]

async function load(group: TextGroup, language: Locale): Promise<void> {
  const languages = loaded.get(group) ?? new Set()
  loaded.set(group, languages)
  if (languages.has(language)) return
  translation.add(language, await loadGroup(group, language))
  languages.add(language)
}

/** The language of the page. Reactive. */
export function currentLocale(): Locale {
  return locale.value
}

/** Load a group of texts in the language of the page. A language that is chosen later includes it. */
export function loadTexts(group: TextGroup): Promise<void> {
  return load(group, locale.value)
}

/**
 * Show the page in a language, once the texts that its pages have asked for are loaded in it. Of two languages chosen
 * soon after each other the later one stays, whichever is loaded first.
 */
export async function setLocale(next: Locale): Promise<void> {
  chosen = next
  await Promise.all([...loaded.keys()].map((group) => load(group, next)))
  if (chosen !== next) return
  locale.value = next
  document.documentElement.lang = next
}

/** Return type of `useI18n`: what depends on the language of the page. All of it is reactive. */
export interface UseI18nReturn {
  readonly locale: Readonly<ShallowRef<Locale>>
  /** The text of a key. `plural` chooses between its forms. */
  readonly t: (key: TextKey, params?: TextParams | number, plural?: number) => string
  /** Whether a key that is made from a server's word has a text. */
  readonly te: (key: string) => key is TextKey
  /** A number as it is written in the language. */
  readonly n: (value: number, options?: Intl.NumberFormatOptions) => string
  /** A point in time, in ms since the epoch, as it is written in the language. */
  readonly d: (timeMs: number, options?: Intl.DateTimeFormatOptions) => string
}

const RETURN: UseI18nReturn = {
  locale,
  t: (key, params, plural) =>
    typeof params === 'number'
      ? translation.translate(locale.value, key, {}, params)
      : translation.translate(locale.value, key, params, plural),
  te: (key): key is TextKey => translation.has(locale.value, key),
  n: (value, options) => value.toLocaleString(locale.value, options),
  d: (timeMs, options) => new Date(timeMs).toLocaleString(locale.value, options),
}

/** Texts, numbers and times in the language of the page. */
export function useI18n(): UseI18nReturn {
  return RETURN
}
