import { MESSAGE_SCHEMAS } from '@/protocol/messages'
import { STAGES } from '@/protocol/stages'
import {
  COUNTED,
  type Counted,
  type Expectation,
  type ExpectationFault,
  type Requirement,
  type Subject,
} from './expectation'

/*
 * Expectations are written one per line:
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

/** The result of reading a text of expectations. */
export interface ParsedExpectations {
  readonly expectations: readonly Expectation[]
  readonly faults: readonly ExpectationFault[]
}

/** Milliseconds per unit. */
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 }
/** Everything that may follow `of`. `pipeline` stands for the run as a whole. */
const STAGE_NAMES: readonly string[] = [...STAGES, 'pipeline']

class Unreadable extends Error {
  constructor(readonly reason: ExpectationFault['reason']) {
    super(reason)
  }
}

function readCount(word: string | undefined): number {
  if (word === undefined || !/^\d{1,9}$/.test(word)) throw new Unreadable('number')
  return Number(word)
}

/** Take `<type> [of <stage>]` from the front of the words. */
function takeSubject(words: string[]): Subject {
  const what = words.shift() ?? ''
  const isKnown = Object.hasOwn(MESSAGE_SCHEMAS, what) || (COUNTED as readonly string[]).includes(what)
  if (!isKnown) throw new Unreadable('type')
  if (words[0] !== 'of') return { what: what as Counted, stage: null }
  const [, stage = ''] = words.splice(0, 2)
  if (!STAGE_NAMES.includes(stage)) throw new Unreadable('stage')
  return { what: what as Counted, stage }
}

/** Take `within <duration>` from the words; null without it. */
function takeWithin(words: string[]): number | null {
  if (words[0] !== 'within') return null
  words.shift()
  // "500 ms" and "500ms" mean the same.
  const text = words.splice(0, words.length).join('')
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|min)$/.exec(text)
  const unit = UNIT_MS[match?.[2] ?? '']
  if (!match || unit === undefined) throw new Unreadable('duration')
  return Number(match[1]) * unit
}

function readCounting(words: string[], least: number, most: number): Requirement {
  const subject = takeSubject(words)
  const withinMs = takeWithin(words)
  if (words.length > 0) throw new Unreadable('verb')
  return { kind: 'count', subject, least, most, withinMs }
}

function readOrder(rest: string): Requirement {
  const subjects = rest.split(',').map((part) => {
    const words = part.trim().split(/\s+/)
    const subject = takeSubject(words)
    if (words.length > 0) throw new Unreadable('verb')
    return subject
  })
  return { kind: 'order', subjects }
}

function readNo(words: string[]): Requirement {
  const [word] = words
  if (words.length === 1 && word === 'findings') return { kind: 'findings', severities: ['fault', 'warning'] }
  if (words.length === 1 && word === 'faults') return { kind: 'findings', severities: ['fault'] }
  return readCounting(words, 0, 0)
}

function readLine(line: string): Requirement {
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

/** Read expectations, one per line. A line that cannot be read becomes a fault, and all other lines are kept. */
export function parseExpectations(source: string): ParsedExpectations {
  const expectations: Expectation[] = []
  const faults: ExpectationFault[] = []
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
