import type { LabEntry, StreamEntry } from '../entries'
import { createJudge } from '../rules/judge'
import type { Recording } from './recording'
import type { Finding } from '../rules/report'
import { foldRuns, isRow, rowKindOf, stageOf, typeOf } from '../rows'
import { firstDifference } from '../rules/textRules'

/** A value for each of two recordings. */
export interface Pair<T> {
  readonly a: T
  readonly b: T
}

/** How two recordings differ. */
export interface Comparison {
  /** Number of rows by type and stage, in order of first appearance. */
  readonly counts: readonly ({ readonly type: string; readonly stage: string | null } & Pair<number>)[]
  /** The messages in order, with each run of tokens once; `firstDifference` is the first unequal position. */
  readonly order: Pair<readonly string[]> & { readonly firstDifference: number | null }
  /** The final text by stage. `at` is where the two start to differ; null if they are equal. */
  readonly texts: readonly ({ readonly stage: string; readonly at: number | null } & Pair<string | null>)[]
  /** Milliseconds from the first row to the last, overall (`stage: null`) and by stage. */
  readonly durations: readonly ({ readonly stage: string | null } & Pair<number | null>)[]
  /** Findings whose rule only one of the two broke. */
  readonly findings: Pair<readonly Finding[]>
}

interface Summary {
  readonly counts: ReadonlyMap<string, { type: string; stage: string | null; count: number }>
  readonly order: readonly string[]
  readonly texts: ReadonlyMap<string, string>
  readonly durations: ReadonlyMap<string | null, number>
  readonly findings: readonly Finding[]
}

function nameOf(entry: StreamEntry): string {
  return typeOf(entry) ?? rowKindOf(entry)
}

function countRows(rows: readonly StreamEntry[]): Summary['counts'] {
  const counts = new Map<string, { type: string; stage: string | null; count: number }>()
  for (const row of rows) {
    const [type, stage] = [nameOf(row), stageOf(row)]
    const key = JSON.stringify([type, stage])
    counts.set(key, { type, stage, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return counts
}

/** The order leaves out comments, because heartbeats arrive at any time. */
function orderOf(rows: readonly StreamEntry[]): string[] {
  return foldRuns(rows.filter(({ kind }) => kind === 'frame')).map((row) => {
    const entry = row.kind === 'run' ? row.entries[0] : row.entry
    if (entry === undefined) return ''
    const stage = stageOf(entry)
    return stage === null ? nameOf(entry) : `${nameOf(entry)} (${stage})`
  })
}

function textsOf(rows: readonly StreamEntry[]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const row of rows) {
    if (row.kind !== 'frame' || row.parsed.kind !== 'message') continue
    const { message } = row.parsed
    const stage = message.stage ?? ''
    if (message.type === 'token')
      texts.set(stage, message.fullText ?? (texts.get(stage) ?? '') + message.content)
    else if (message.type === 'done' && message.fullText !== null) texts.set(stage, message.fullText)
  }
  return texts
}

function durationsOf(rows: readonly StreamEntry[]): Map<string | null, number> {
  const spans = new Map<string | null, { from: number; to: number }>()
  for (const row of rows)
    for (const key of new Set([null, stageOf(row)])) {
      const from = spans.get(key)?.from ?? row.receivedAt
      spans.set(key, { from, to: row.receivedAt })
    }
  return new Map([...spans].map(([stage, { from, to }]) => [stage, to - from]))
}

function summaryOf(entries: readonly LabEntry[], stage: string | null): Summary {
  const rows = entries.filter(isRow)
  const judge = createJudge({ stage })
  for (const entry of entries) judge.add(entry)
  const { findings } = judge.report(true)
  return {
    counts: countRows(rows),
    order: orderOf(rows),
    texts: textsOf(rows),
    durations: durationsOf(rows),
    findings,
  }
}

function keysOf<K>(a: ReadonlyMap<K, unknown>, b: ReadonlyMap<K, unknown>): K[] {
  return [...new Set([...a.keys(), ...b.keys()])]
}

function firstUnequal(a: readonly string[], b: readonly string[]): number | null {
  const length = Math.max(a.length, b.length)
  for (let at = 0; at < length; at += 1) if (a[at] !== b[at]) return at
  return null
}

function onlyIn(mine: readonly Finding[], other: readonly Finding[]): Finding[] {
  return mine.filter(({ rule }) => !other.some((finding) => finding.rule === rule))
}

/** Compare two recordings. */
export function compareRecordings(
  first: Pick<Recording, 'entries' | 'stage'>,
  second: Pick<Recording, 'entries' | 'stage'>,
): Comparison {
  const a = summaryOf(first.entries, first.stage)
  const b = summaryOf(second.entries, second.stage)
  return {
    counts: keysOf(a.counts, b.counts).map((key) => {
      const [inA, inB] = [a.counts.get(key), b.counts.get(key)]
      const { type, stage } = inA ?? inB ?? { type: '', stage: null }
      return { type, stage, a: inA?.count ?? 0, b: inB?.count ?? 0 }
    }),
    order: { a: a.order, b: b.order, firstDifference: firstUnequal(a.order, b.order) },
    texts: keysOf(a.texts, b.texts).map((stage) => {
      const [inA = null, inB = null] = [a.texts.get(stage), b.texts.get(stage)]
      return { stage, a: inA, b: inB, at: inA === inB ? null : firstDifference(inA ?? '', inB ?? '') }
    }),
    durations: keysOf(a.durations, b.durations).map((stage) => ({
      stage,
      a: a.durations.get(stage) ?? null,
      b: b.durations.get(stage) ?? null,
    })),
    findings: { a: onlyIn(a.findings, b.findings), b: onlyIn(b.findings, a.findings) },
  }
}
