import {
  compile,
  createCoreContext,
  isMessageAST,
  registerMessageCompiler,
  translate,
  type LocaleMessage,
  type LocaleMessages,
  type ResourceNode,
} from '@intlify/core-base'

/** Texts by namespace and key: plain ones, or the compiled ones that the build makes of them. */
export interface TextTree {
  readonly [key: string]: string | object
}

/** The dotted paths of the texts in `T`, such as `project.stage.rewrite`. */
export type TextPath<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${TextPath<T[K]>}`
}[keyof T & string]

/** What stands in the gaps of a text, by name. */
export type TextParams = Readonly<Record<string, unknown>>

/** Texts in several languages. */
export interface Translation<Locale extends string> {
  /** Add texts of one language. */
  add(locale: Locale, texts: TextTree): void
  has(locale: Locale, key: string): boolean
  /**
   * The text of a key in a language; the key itself where there is none.
   *
   * @param plural the number that chooses between the forms of the text, which are separated by `|`
   */
  translate(locale: Locale, key: string, params?: TextParams, plural?: number): string
}

registerMessageCompiler(compile)

/** Letters and marks that change the direction of the text around them. */
const DIRECTED = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/

/** A value in the gap of a text, kept apart (Unicode FSI and PDI) if its letters or marks could turn the words around. */
function isolated(value: unknown): unknown {
  return typeof value === 'string' && DIRECTED.test(value) ? `\u2068${value}\u2069` : value
}

/**
 * Translate with vue-i18n's own core. The rest of vue-i18n (components, directives, scopes, date formats, its legacy
 * interface) is half of its code and is not used; `docs/decisions/0010-translation-core.md` has the figures.
 */
export function createTranslation<Locale extends string>(locales: readonly Locale[]): Translation<Locale> {
  const messages: LocaleMessages<LocaleMessage> = Object.fromEntries(locales.map((locale) => [locale, {}]))
  const context = createCoreContext({ locale: '', fallbackLocale: false, messages })
  return {
    add(locale, texts) {
      messages[locale] = { ...messages[locale], ...flatten(texts) }
    },
    has: (locale, key) => messages[locale]?.[key] !== undefined,
    translate(locale, key, params = {}, plural) {
      const options = { locale, ...(plural !== undefined && { plural }) }
      const apart = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, isolated(value)]))
      return String(translate(context, key, apart, options))
    },
  }
}

/** The texts under their dotted paths. */
function flatten(texts: TextTree, path = ''): LocaleMessage {
  const flat: Record<string, string | ResourceNode> = {}
  for (const [key, text] of Object.entries(texts)) {
    if (typeof text === 'string' || isMessageAST(text)) flat[path + key] = text
    else Object.assign(flat, flatten(text as TextTree, `${path}${key}.`))
  }
  return flat
}
