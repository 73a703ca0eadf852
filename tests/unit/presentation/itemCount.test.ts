import { describe, expect, it } from 'vitest'
import { countItems } from '@/presentation/itemCount'
import { picture, scene, UNTOLD_PROGRESS, WAITING } from '../../support/projectFixtures'

const scenes = [scene(1, { image: picture(1) }), scene(2)]

describe('the items of a stage', () => {
  it('are counted in the scenes where the progress of the stage counts none', () => {
    const stage = { ...WAITING.image_generation, status: 'running', progress: UNTOLD_PROGRESS } as const
    expect(countItems(stage, scenes)).toEqual({ done: 1, total: 2 })
  })

  it('are those that its progress counts while it runs, as in its words and its bar', () => {
    const progress = { ...UNTOLD_PROGRESS, percent: 50, done: 2, total: 4 }
    const stage = { ...WAITING.image_generation, status: 'running', progress } as const
    expect(countItems(stage, scenes)).toEqual({ done: 2, total: 4 })
  })

  it.each([
    [null, { done: 2, total: 2 }],
    [0, { done: 2, total: 2 }],
    [1, { done: 1, total: 2 }],
  ])(
    'of a completed stage with %s failures are all there, or as many as the page has',
    (failedCount, count) => {
      const end = { completedAt: null, successCount: null, failedCount, hasWholeText: true }
      const stage = { ...WAITING.image_generation, status: 'completed', ...end } as const
      expect(countItems(stage, scenes)).toEqual(count)
    },
  )

  it('are not counted before the stage starts, because more scenes may follow', () => {
    expect(countItems(WAITING.video_generation, scenes)).toBeNull()
  })

  it('of an earlier run are counted while the stage waits', () => {
    expect(countItems(WAITING.image_generation, scenes)).toEqual({ done: 1, total: 2 })
  })

  it.each(['rewrite', 'storyboard'] as const)('of %s do not exist', (stage) => {
    expect(countItems(WAITING[stage], scenes)).toBeNull()
  })
})
