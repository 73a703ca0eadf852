import { createDeliveryMeter } from '@/lab/delivery'
import type { LabEntry, NewEntry, StreamEntry } from '@/lab/entries'
import { createExpectationChecker } from '@/lab/expectations/expectationChecker'
import { parseExpectations } from '@/lab/expectations/parseExpectations'
import { compareRecordings } from '@/lab/recording/compareRecordings'
import { foldRuns, isRow } from '@/lab/rows'
import { createJudge } from '@/lab/rules/judge'
import type { Diagnosis } from '@/api/lab/diagnose'
import type { ExpectationState } from '@/stores/lab/labRecorder'
import { frame, numbered, token } from '../tests/unit/stores/lab/labFixtures'
import { LONG_WORD, NOW } from './fixtures'

const START = NOW - 60_000

function comment(text: string, receivedAt: number): NewEntry {
  return { kind: 'comment', receivedAt, bytes: new TextEncoder().encode(`: ${text}\n\n`), text }
}

/** A stream that keeps to the contract. */
export const HEALTHY: readonly LabEntry[] = numbered([
  frame({ type: 'connected', message: 'hello' }, START),
  frame({ type: 'stage_update', stage: 'rewrite', status: 'processing', progress: 0 }, START + 20),
  token('林尽水源，', START + 400),
  token('便得一山。', START + 450),
  comment('heartbeat', START + 15_000),
  comment('heartbeat', START + 30_000),
  frame({ type: 'done', stage: 'rewrite', full_text: '林尽水源，便得一山。' }, START + 31_000),
  frame({ type: 'pipeline_done' }, START + 31_100),
])

/** A stream in which much is wrong. */
export const BROKEN: readonly LabEntry[] = numbered([
  token('林尽水源，', START),
  frame({ type: 'weather', sky: 'blue' }, START + 100),
  frame({ type: 'token', stage: 'rewrite' }, START + 200),
  frame('not JSON', START + 300),
  frame({ type: 'token', stage: 'rewrite', content: LONG_WORD.repeat(5) }, START + 400),
  frame({ type: 'progress', stage: 'storyboard', progress: 60 }, START + 9_000),
  frame({ type: 'progress', stage: 'storyboard', progress: 30 }, START + 9_010),
])

/** Rows as the table shows them. */
export function rowsOf(entries: readonly LabEntry[]) {
  return foldRuns(entries.filter(isRow))
}

/** The first row that came by the stream. */
export function firstOf(entries: readonly LabEntry[], at = 0): StreamEntry | null {
  return entries.filter(isRow)[at] ?? null
}

/** The judgement over a stream that is over. */
export function reportOf(entries: readonly LabEntry[]) {
  const judge = createJudge({ stage: null })
  for (const entry of entries) judge.add(entry)
  return judge.report(entries.length > 0)
}

/** How a stream arrived. */
export function deliveryOf(entries: readonly LabEntry[]) {
  const meter = createDeliveryMeter()
  for (const entry of entries) meter.add(entry)
  return meter.read(NOW)
}

/** Expectations: some hold, some do not, and one cannot be read. */
export const EXPECTATIONS = [
  'connected within 500 ms',
  'at least 10 token',
  'exactly many dogs',
  'no malformed',
].join('\n')

/** What came of the expectations. */
export function expectationsOf(entries: readonly LabEntry[], isOver: boolean): ExpectationState {
  const { faults, expectations } = parseExpectations(EXPECTATIONS)
  const checker = createExpectationChecker(expectations)
  for (const entry of entries) checker.add(entry)
  return { faults, results: checker.read({ report: reportOf(entries), isOver, now: null }) }
}

/** Two streams beside each other. */
export const COMPARED = {
  name: `${LONG_WORD}.jsonl`,
  comparison: compareRecordings({ stage: null, entries: HEALTHY }, { stage: null, entries: BROKEN }),
}

/** What can be wrong with a connection: one with advice for a shell, one with a figure. */
export const DIAGNOSES: readonly Diagnosis[] = [{ kind: 'cors' }, { kind: 'server_error', status: 502 }]
