import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Stretch } from '@/pipeline/account'
import type { RunPhase } from '@/pipeline/trail'
import { layOutWaterfall } from '@/presentation/waterfall'
import { STAGES, type Stage } from '@/protocol/stages'

type Part = readonly [stage: Stage, phase: RunPhase, seconds: number]

/** Stretches one after the other. */
function inOrder(...parts: readonly Part[]): readonly Stretch[] {
  let end = 0
  return parts.map(([stage, phase, seconds]) => {
    const from = end
    end += seconds * 1000
    return { stage, phase, from, to: end }
  })
}

describe('the waterfall of a run', () => {
  it('places each stage after the one before it, at its true length', () => {
    const lanes = layOutWaterfall(
      inOrder(['rewrite', 'working', 10], ['storyboard', 'waiting', 6], ['storyboard', 'writing', 24]),
    )
    expect(lanes.rewrite.bars).toEqual([{ phase: 'working', left: 0, width: 10 / 60, isFolded: false }])
    expect(lanes.storyboard.bars.map(({ phase, left }) => [phase, left * 60])).toEqual([
      ['waiting', 10],
      ['writing', 16],
    ])
    expect(lanes.image_generation).toEqual({ bars: [], phases: [] })
  })

  it.each([
    [6, 0.4],
    [15, 1],
    [18, 0.6],
  ])('leaves room on the right, so that the bars do not shrink every second: %d s', (seconds, width) => {
    const lanes = layOutWaterfall(inOrder(['rewrite', 'writing', seconds]))
    expect(lanes.rewrite.bars[0]?.width).toBeCloseTo(width)
  })

  it('folds the time in which nothing was made, and says so', () => {
    const lanes = layOutWaterfall(
      inOrder(['rewrite', 'writing', 30], ['storyboard', 'idle', 28_800], ['storyboard', 'writing', 10]),
    )
    expect(lanes.storyboard.bars).toHaveLength(1)
    expect(lanes.storyboard.bars[0]?.left).toBeCloseTo(35 / 60)
    const paused = layOutWaterfall(inOrder(['rewrite', 'writing', 4], ['rewrite', 'paused', 3_600]))
    expect(paused.rewrite.bars[1]).toMatchObject({ phase: 'paused', isFolded: true, width: 5 / 15 })
  })

  it('adds up what a stage did, each kind once', () => {
    const lanes = layOutWaterfall(
      inOrder(['rewrite', 'writing', 4], ['rewrite', 'paused', 60], ['rewrite', 'writing', 3]),
    )
    expect(lanes.rewrite.phases).toEqual([
      { phase: 'writing', seconds: 7 },
      { phase: 'paused', seconds: 60 },
    ])
  })

  it('keeps every bar inside its lane, whatever the times', () => {
    const phase = fc.constantFrom<RunPhase>('idle', 'queued', 'waiting', 'items', 'paused', 'unknown')
    const part = fc.tuple(fc.constantFrom(...STAGES), phase, fc.integer({ min: 0, max: 50_000 }))
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const lanes = layOutWaterfall(inOrder(...parts))
        for (const { left, width } of STAGES.flatMap((stage) => lanes[stage].bars)) {
          expect(left).toBeGreaterThanOrEqual(0)
          expect(width).toBeGreaterThanOrEqual(0)
          expect(left + width).toBeLessThanOrEqual(1 + 1e-9)
        }
      }),
    )
  })
})
