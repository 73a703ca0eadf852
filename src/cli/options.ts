import { parseArgs } from 'node:util'
import { stageOfUrl } from '@/lab/streamUrl'
import type { Locale } from '@/locales/locales'

/** The command line, parsed. */
export interface CheckOptions {
  /** An address or the path of a file. */
  readonly target: string
  readonly isUrl: boolean
  readonly expectationsFile: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly stage: string | null
  readonly language: Locale
  /** null: no limit. */
  readonly forMs: number | null
  readonly untilEnd: boolean
  readonly recordFile: string | null
  readonly asJson: boolean
}

/** A command line that cannot be understood. */
export interface BadOption {
  /** The part that cannot be understood, and never the value of a header; empty if something is missing. */
  readonly bad: string
  readonly language: Locale
}

/** How long to listen without `--for` and `--until-end`. */
const DEFAULT_LIMIT_MS = 60_000
/** Milliseconds per unit. */
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 }

const OPTIONS = {
  header: { type: 'string', multiple: true },
  stage: { type: 'string' },
  for: { type: 'string' },
  'until-end': { type: 'boolean' },
  record: { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
} as const

/** How the language of `--lang`, `LC_ALL` or `LANG` begins, for each locale. */
const LANGUAGE_PREFIXES = { en: 'en', 'zh-CN': 'zh' } satisfies Record<Locale, string>

/** The locale for a language tag such as `zh` or `zh_CN.UTF-8`; English for an unknown one. */
function localeOf(wanted: string): Locale {
  const known = Object.entries(LANGUAGE_PREFIXES) as [Locale, string][]
  return known.find(([, prefix]) => wanted.toLowerCase().startsWith(prefix))?.[0] ?? 'en'
}

/** The option that `parseArgs` complains about. Its own sentence is English in every language. */
function optionIn(error: unknown): string {
  return error instanceof Error ? (/'(--?[\w-]+)/.exec(error.message)?.[1] ?? '') : ''
}

function durationOf(text: string): number | null {
  const match = /^(\d{1,7})\s*(ms|s|min|h)$/.exec(text.trim())
  const unit = UNIT_MS[match?.[2] ?? '']
  return match && unit !== undefined ? Number(match[1]) * unit : null
}

/** @returns name and value; null if a request cannot carry them */
function headerOf(text: string): [string, string] | null {
  const match = /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*([\t\x20-\x7e]*)$/.exec(text)
  return match ? [match[1] ?? '', match[2] ?? ''] : null
}

/**
 * Parse a command line.
 *
 * @param env `SSE_CHECK_TOKEN` becomes `Authorization: Bearer`; `LC_ALL` or `LANG` selects the language
 */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CheckOptions | BadOption {
  const systemLanguage = localeOf(env['LC_ALL'] ?? env['LANG'] ?? '')
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    return { bad: optionIn(error), language: systemLanguage }
  }
  const { values, positionals } = parsed
  const language = values.lang === undefined ? systemLanguage : localeOf(values.lang)
  const [target, expectationsFile = null, extra] = positionals
  if (target === undefined || extra !== undefined) return { bad: extra ?? '', language }
  const headers = (values.header ?? []).map(headerOf)
  if (headers.includes(null)) return { bad: '--header', language }
  const forMs = values.for === undefined ? null : durationOf(values.for)
  if (values.for !== undefined && forMs === null) return { bad: `--for ${values.for}`, language }
  const isUrl = /^[a-z][\w+.-]*:\/\//i.test(target)
  const token = env['SSE_CHECK_TOKEN'] ?? ''
  if (!/^[\x21-\x7e]*$/.test(token)) return { bad: 'SSE_CHECK_TOKEN', language }
  const isDefault = values.for === undefined && values['until-end'] !== true
  return {
    target,
    isUrl,
    expectationsFile,
    headers: {
      ...(token !== '' && { Authorization: `Bearer ${token}` }),
      ...Object.fromEntries(headers.filter((header) => header !== null)),
    },
    stage: values.stage ?? (isUrl ? stageOfUrl(target) : null),
    language,
    forMs: isDefault ? DEFAULT_LIMIT_MS : forMs,
    untilEnd: isDefault || values['until-end'] === true,
    recordFile: values.record ?? null,
    asJson: values.json === true,
  }
}
