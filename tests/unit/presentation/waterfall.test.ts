import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOutWaterfall } from '@/presentation/waterfall'
import type { Lane } from '@/pipeline/selectors'
import { STAGES } from '@/protocol/stages'

function lane(index: number, status: Lane['status'], startedAt: number | null, endedAt: number | null): Lane {
  return { stage: STAGES[index] ?? 'rewrite', status, startedAt, endedAt }
}

describe('the waterfall of a run', () => {
  it('places each stage after the one before it, at its true length', () => {
    const { lanes, seconds } = layOutWaterfall(
      [lane(0, 'completed', 0, 10_000), lane(1, 'completed', 10_000, 40_000), lane(2, 'pending', null, null)],
      99_000,
    )
    expect(seconds).toBe(40)
    expect(lanes.map(({ bar }) => bar)).toEqual([
      { left: 0, width: 10 / 60, seconds: 10 },
      { left: 10 / 60, width: 0.5, seconds: 30 },
      null,
    ])
  })

  it('leaves room on the right while a stage runs, so that the bars do not shrink every second', () => {
    const lanes = [lane(0, 'running', 0, null)]
    expect(layOutWaterfall(lanes, 6_000).lanes[0]?.bar?.width).toBeCloseTo(0.4)
    expect(layOutWaterfall(lanes, 15_000).lanes[0]?.bar?.width).toBe(1)
    expect(layOutWaterfall(lanes, 18_000).lanes[0]?.bar?.width).toBeCloseTo(0.6)
  })

  it('leaves out the time in which nothing ran', () => {
    const night = 8 * 3600_000
    const { seconds, lanes } = layOutWaterfall(
      [lane(0, 'completed', 0, 30_000), lane(1, 'completed', night, night + 10_000)],
      2 * night,
    )
    expect(seconds).toBe(40)
    expect(lanes[1]?.bar).toMatchObject({ left: 0.5, seconds: 10 })
    expect(lanes[1]?.bar?.width).toBeCloseTo(1 / 6)
  })

  it.each(['running', 'unknown', 'pending', 'completed', 'failed'] as const)(
    'has the same width whatever becomes of the run: %s',
    (status) => {
      const { lanes } = layOutWaterfall([lane(0, status, 0, status === 'running' ? null : 6_000)], 6_000)
      expect(lanes[0]?.bar?.width).toBeCloseTo(0.4)
    },
  )

  it('draws a stage that failed nobody knows when, without a length', () => {
    const { lanes } = layOutWaterfall([lane(0, 'failed', 0, null)], 6_000)
    expect(lanes[0]?.bar).toEqual({ left: 0, width: 0, seconds: null })
  })

  it('draws nothing for a stage that was stopped before its end', () => {
    expect(layOutWaterfall([lane(0, 'pending', 5_000, null)], 9_000)).toEqual({
      seconds: 0,
      lanes: [{ stage: 'rewrite', status: 'pending', bar: null }],
    })
  })

  it('keeps every bar inside its lane, whatever the times', () => {
    const time = fc.option(fc.integer({ min: 0, max: 1e7 }), { nil: null })
    const status = fc.constantFrom<Lane['status']>(
      'pending',
      'running',
      'completed',
      'failed',
      'skipped',
      'unknown',
    )
    const lanes = fc.tuple(
      ...STAGES.map((_, index) => fc.tuple(status, time, time).map((all) => lane(index, ...all))),
    )
    fc.assert(
      fc.property(lanes, fc.integer({ min: 0, max: 1e7 }), (all, now) => {
        for (const { bar } of layOutWaterfall(all, now).lanes) {
          if (bar === null) continue
          expect(bar.left).toBeGreaterThanOrEqual(0)
          expect(bar.width).toBeGreaterThanOrEqual(0)
          expect(bar.left + bar.width).toBeLessThanOrEqual(1 + 1e-9)
        }
      }),
    )
  })
})
