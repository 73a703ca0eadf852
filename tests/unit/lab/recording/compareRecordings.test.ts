import { describe, expect, it } from 'vitest'
import { compareRecordings } from '@/lab/recording/compareRecordings'
import { bytesAt, entriesOf, frameAt, type Step } from '../../../fixtures/lab/steps'

describe('the comparison of two recordings', () => {
  const T = 1_800_000_000_000
  const recording = (steps: readonly Step[]) => ({ stage: null, entries: entriesOf(steps) })
  const first = recording([
    frameAt(T, { type: 'connected' }),
    frameAt(T + 10, { type: 'token', stage: 'rewrite', content: 'a', full_text: 'a' }),
    frameAt(T + 20, { type: 'token', stage: 'rewrite', content: 'b', full_text: 'ab' }),
    frameAt(T + 30, { type: 'done', stage: 'rewrite', full_text: '' }),
    frameAt(T + 40, { type: 'pipeline_done' }),
  ])
  const second = recording([
    frameAt(T, { type: 'connected' }),
    frameAt(T + 50, { type: 'token', stage: 'rewrite', content: 'ax', full_text: 'ax' }),
    frameAt(T + 60, { type: 'usage' }),
    bytesAt(T + 70, ': heartbeat\n\n'),
    frameAt(T + 90, { type: 'pipeline_done' }),
  ])

  it('finds no difference between equal recordings', () => {
    const { counts, order, texts, findings } = compareRecordings(first, first)
    expect(counts.every(({ a, b }) => a === b)).toBe(true)
    expect(order.firstDifference).toBeNull()
    expect(texts).toEqual([{ stage: 'rewrite', a: 'ab', b: 'ab', at: null }])
    expect(findings).toEqual({ a: [], b: [] })
  })

  it('shows differences in counts, order, texts, durations and findings', () => {
    const { counts, order, texts, durations, findings } = compareRecordings(first, second)
    expect(counts).toEqual([
      { type: 'connected', stage: null, a: 1, b: 1 },
      { type: 'token', stage: 'rewrite', a: 2, b: 1 },
      { type: 'done', stage: 'rewrite', a: 1, b: 0 },
      { type: 'pipeline_done', stage: null, a: 1, b: 1 },
      { type: 'usage', stage: null, a: 0, b: 1 },
      { type: 'comment', stage: null, a: 0, b: 1 },
    ])
    expect(order).toEqual({
      a: ['connected', 'token (rewrite)', 'done (rewrite)', 'pipeline_done'],
      b: ['connected', 'token (rewrite)', 'usage', 'pipeline_done'],
      firstDifference: 2,
    })
    expect(texts).toEqual([{ stage: 'rewrite', a: 'ab', b: 'ax', at: 1 }])
    expect(durations).toEqual([
      { stage: null, a: 40, b: 90 },
      { stage: 'rewrite', a: 20, b: 0 },
    ])
    expect(findings.a).toEqual([])
    expect(findings.b.map(({ rule }) => rule)).toEqual(['unknown_type'])
  })
})
