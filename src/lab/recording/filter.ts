import { RE2JS, RE2JSException } from 're2js'
import type { RowKind, StreamEntry } from '../entries'
import { rowKindOf, stageOf, typeOf } from '../rows'

/** Which rows are wanted. An empty list or text asks for nothing in particular. */
export interface RowFilter {
  readonly kinds: readonly RowKind[]
  readonly types: readonly string[]
  readonly stages: readonly string[]
  readonly text: string
  /** Whether `text` is a regular expression. */
  readonly isRegex: boolean
}

/** A filter made ready, or why it cannot be. */
export type CompiledFilter =
  | { readonly ok: true; readonly test: (entry: StreamEntry) => boolean }
  /** `regex`: the engine's own words say what is wrong. `long`: longer than `MAX_PATTERN_LENGTH`. */
  | { readonly ok: false; readonly reason: 'regex' | 'long'; readonly detail: string }

/** No text of a filter may be longer, in UTF-16 units. */
export const MAX_PATTERN_LENGTH = 500
/** So much of a row is searched by a regular expression, in UTF-16 units. */
const MAX_SEARCHED_LENGTH = 20_000

/** What of a row is searched. */
function searchedText(entry: StreamEntry): string {
  return entry.kind === 'comment' ? entry.text : entry.data
}

function textTest(text: string): (entry: StreamEntry) => boolean {
  const wanted = text.toLowerCase()
  return (entry) => searchedText(entry).toLowerCase().includes(wanted)
}

/** The engine works in time that grows with the text alone: no pattern can hang the page. */
function regexTest(pattern: string): (entry: StreamEntry) => boolean {
  const regex = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE)
  return (entry) => regex.test(searchedText(entry).slice(0, MAX_SEARCHED_LENGTH))
}

/** Make a filter ready. Letters match in either case. A pattern that cannot be read is reported, never thrown. */
export function compileFilter({ kinds, types, stages, text, isRegex }: RowFilter): CompiledFilter {
  if (text.length > MAX_PATTERN_LENGTH) return { ok: false, reason: 'long', detail: '' }
  const tests: ((entry: StreamEntry) => boolean)[] = []
  if (kinds.length > 0) tests.push((entry) => kinds.includes(rowKindOf(entry)))
  if (types.length > 0) tests.push((entry) => types.includes(typeOf(entry) ?? ''))
  if (stages.length > 0) tests.push((entry) => stages.includes(stageOf(entry) ?? ''))
  try {
    if (text !== '') tests.push(isRegex ? regexTest(text) : textTest(text))
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    return { ok: false, reason: 'regex', detail: error.message }
  }
  return { ok: true, test: (entry) => tests.every((test) => test(entry)) }
}
