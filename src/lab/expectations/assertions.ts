import { MESSAGE_SCHEMAS, type MessageType } from '@/protocol/messages'
import { STAGES } from '@/protocol/stages'

/*
 * What a person expects of a stream, one line each:
 *
 *     connected within 500 ms
 *     done of rewrite within 60 s
 *     at least 10 token of rewrite within 2 min
 *     at most 0 error
 *     exactly 1 pipeline_done
 *     order connected, token, done of rewrite
 *     no unknown
 *     no malformed
 *     no findings
 *     # a comment
 *
 * The grammar is in docs/lab.md.
 */

/** A line that cannot be read: which, and why, as a key under `lab.assertion.fault.<reason>`. */
export interface AssertionFault {
  /** From 1. */
  readonly line: number
  readonly text: string
  readonly reason: 'empty' | 'verb' | 'type' | 'number' | 'duration' | 'stage'
}

/** How one expectation stands. `open`: more of the stream may still decide. */
export interface AssertionResult {
  readonly line: number
  readonly text: string
  readonly status: 'pass' | 'fail' | 'open'
  /** What was seen instead, as a key under `lab.assertion.seen.<key>` with its figures. */
  readonly seen: { readonly key: AssertionSight; readonly params: Readonly<Record<string, string | number>> }
}

/** What an expectation can have seen. */
export type AssertionSight = 'nothing' | 'at' | 'count' | 'all' | 'upTo' | 'findings'

/** What can be counted besides message types. */
export const COUNTED = ['message', 'unknown', 'malformed', 'comment', 'reconnect'] as const
/** What is counted: a message type, or one of `COUNTED`. */
export type Counted = MessageType | (typeof COUNTED)[number]

/** What is meant: of one stage or of any. */
export interface Subject {
  readonly what: Counted
  readonly stage: string | null
}

/** What is expected. Times are milliseconds from the first entry of the recording. */
export type Expectation = { readonly line: number; readonly text: string } & (
  | {
      readonly kind: 'count'
      readonly subject: Subject
      readonly least: number
      readonly most: number
      readonly withinMs: number | null
    }
  | { readonly kind: 'order'; readonly subjects: readonly Subject[] }
  /** No finding of these severities. */
  | { readonly kind: 'findings'; readonly severities: readonly ('fault' | 'warning')[] }
)

/** What a person wrote, read. */
export interface Assertions {
  readonly expectations: readonly Expectation[]
  readonly faults: readonly AssertionFault[]
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 }
const NOT_STAGES = ['pipeline']

class Unreadable extends Error {
  constructor(readonly reason: AssertionFault['reason']) {
    super(reason)
  }
}

function readCount(word: string | undefined): number {
  if (word === undefined || !/^\d{1,9}$/.test(word)) throw new Unreadable('number')
  return Number(word)
}

/** Take `<type> [of <stage>]` off the front of the words. */
function takeSubject(words: string[]): Subject {
  const what = words.shift() ?? ''
  const isKnown = Object.hasOwn(MESSAGE_SCHEMAS, what) || (COUNTED as readonly string[]).includes(what)
  if (!isKnown) throw new Unreadable('type')
  if (words[0] !== 'of') return { what: what as Counted, stage: null }
  const [, stage = ''] = words.splice(0, 2)
  if (![...STAGES, ...NOT_STAGES].includes(stage)) throw new Unreadable('stage')
  return { what: what as Counted, stage }
}

/** Take `within <duration>` off the front; null where there is none. */
function takeWithin(words: string[]): number | null {
  if (words[0] !== 'within') return null
  words.shift()
  // "500 ms" and "500ms" say the same.
  const text = words.splice(0, words.length).join('')
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|min)$/.exec(text)
  const unit = UNIT_MS[match?.[2] ?? '']
  if (!match || unit === undefined) throw new Unreadable('duration')
  return Number(match[1]) * unit
}

type Bare = Expectation extends infer E ? (E extends Expectation ? Omit<E, 'line' | 'text'> : never) : never

function readCounting(words: string[], least: number, most: number): Bare {
  const subject = takeSubject(words)
  const withinMs = takeWithin(words)
  if (words.length > 0) throw new Unreadable('verb')
  return { kind: 'count', subject, least, most, withinMs }
}

function readOrder(rest: string): Bare {
  const subjects = rest.split(',').map((part) => {
    const words = part.trim().split(/\s+/)
    const subject = takeSubject(words)
    if (words.length > 0) throw new Unreadable('verb')
    return subject
  })
  return { kind: 'order', subjects }
}

function readNo(words: string[]): Bare {
  const [word] = words
  if (words.length === 1 && word === 'findings') return { kind: 'findings', severities: ['fault', 'warning'] }
  if (words.length === 1 && word === 'faults') return { kind: 'findings', severities: ['fault'] }
  return readCounting(words, 0, 0)
}

function readLine(line: string): Bare {
  const words = line.toLowerCase().split(/\s+/)
  const start = words.slice(0, 2).join(' ')
  if (start === 'at least') return readCounting(words.slice(3), readCount(words[2]), Infinity)
  if (start === 'at most') return readCounting(words.slice(3), 0, readCount(words[2]))
  if (words[0] === 'exactly') {
    const count = readCount(words[1])
    return readCounting(words.slice(2), count, count)
  }
  if (words[0] === 'order') return readOrder(line.toLowerCase().slice('order'.length).trim())
  if (words[0] === 'no') return readNo(words.slice(1))
  if (!words.includes('within')) throw new Unreadable('verb')
  return readCounting(words, 1, Infinity)
}

/** Read expectations, one a line. A line that cannot be read is reported and costs no other. */
export function parseAssertions(source: string): Assertions {
  const expectations: Expectation[] = []
  const faults: AssertionFault[] = []
  for (const [index, raw] of source.split(/\r\n?|\n/).entries()) {
    const text = raw.replace(/#.*/, '').trim()
    if (text === '') continue
    const line = index + 1
    try {
      expectations.push({ line, text, ...readLine(text) })
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      faults.push({ line, text, reason: error.reason })
    }
  }
  if (expectations.length === 0 && faults.length === 0) faults.push({ line: 1, text: '', reason: 'empty' })
  return { expectations, faults }
}
