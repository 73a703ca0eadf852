import { RE2JS, RE2JSException } from 're2js'
import type { RowKind, StreamEntry } from './entries'
import { rowKindOf, stageOf, typeOf } from './rows'

/** Which rows to show. An empty list or text does not restrict. */
export interface RowFilter {
  readonly kinds: readonly RowKind[]
  readonly types: readonly string[]
  readonly stages: readonly string[]
  readonly text: string
  /** Whether `text` is a regular expression. */
  readonly isRegex: boolean
}

/** The reason why a filter cannot be used. */
export type FilterFault = 'regex' | 'long'

/** A filter that is ready to use, or the reason why it cannot be used. */
export type CompiledFilter =
  | { readonly ok: true; readonly test: (entry: StreamEntry) => boolean }
  /** `regex`: the pattern is invalid. `long`: the text exceeds `MAX_PATTERN_LENGTH`. */
  | { readonly ok: false; readonly reason: FilterFault }

/** Longest search text, in UTF-16 units. */
export const MAX_PATTERN_LENGTH = 500
/** How much of a row a regular expression searches, in UTF-16 units. */
const MAX_SEARCHED_LENGTH = 20_000

/** The part of a row that is searched. */
function searchedText(entry: StreamEntry): string {
  return entry.kind === 'comment' ? entry.text : entry.data
}

function textTest(text: string): (entry: StreamEntry) => boolean {
  const wanted = text.toLowerCase()
  return (entry) => searchedText(entry).toLowerCase().includes(wanted)
}

/** RE2 matches in linear time, so no pattern can freeze the page. */
function regexTest(pattern: string): (entry: StreamEntry) => boolean {
  const regex = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE)
  return (entry) => regex.test(searchedText(entry).slice(0, MAX_SEARCHED_LENGTH))
}

/** Compile a filter. Matching ignores case. An invalid pattern is returned as a fault and never thrown. */
export function compileFilter({ kinds, types, stages, text, isRegex }: RowFilter): CompiledFilter {
  if (text.length > MAX_PATTERN_LENGTH) return { ok: false, reason: 'long' }
  const tests: ((entry: StreamEntry) => boolean)[] = []
  if (kinds.length > 0) tests.push((entry) => kinds.includes(rowKindOf(entry)))
  if (types.length > 0) tests.push((entry) => types.includes(typeOf(entry) ?? ''))
  if (stages.length > 0) tests.push((entry) => stages.includes(stageOf(entry) ?? ''))
  try {
    if (text !== '') tests.push(isRegex ? regexTest(text) : textTest(text))
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    return { ok: false, reason: 'regex' }
  }
  return { ok: true, test: (entry) => tests.every((test) => test(entry)) }
}
