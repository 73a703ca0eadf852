import { describe, expect, it } from 'vitest'
import { nextTick, ref, shallowRef } from 'vue'
import { useOpenStages } from '@/composables/stages/useOpenStages'
import type { StageState } from '@/pipeline/state'
import { STAGES } from '@/protocol/stages'
import { UNTOLD_PROGRESS, WAITING } from '../../support/projectFixtures'

const done = {
  status: 'completed',
  completedAt: null,
  successCount: null,
  failedCount: null,
  hasWholeText: true,
}
const running = { status: 'running', progress: UNTOLD_PROGRESS }

/** The five stages: so many are done, and the next one runs. */
function stagesWith(doneCount: number, next: object = running): readonly StageState[] {
  return STAGES.map((stage, index) => {
    const change = index < doneCount ? done : index === doneCount ? next : {}
    return { ...WAITING[stage], ...(index <= doneCount && { startedAt: 0 }), ...change }
  })
}

function open(doneCount: number, scenes = true) {
  const stages = shallowRef(stagesWith(doneCount))
  const hasScenes = ref(scenes)
  const views = useOpenStages(
    () => stages.value,
    () => hasScenes.value,
  )
  return { stages, hasScenes, ...views, list: () => STAGES.filter(views.isOpen) }
}

describe('the views of a dashboard', () => {
  it('follow the run and fold at its end', async () => {
    const { stages, list } = open(2)
    expect(list()).toEqual(['image_generation'])
    stages.value = stagesWith(3)
    expect(list()).toEqual(['camera_movement'])
    stages.value = stagesWith(5)
    await nextTick()
    expect(list()).toEqual([])
  })

  it('do not fold under a person who is in them', () => {
    const { stages, list, hold } = open(2)
    hold('image_generation')
    stages.value = stagesWith(3)
    expect(list()).toEqual(['image_generation', 'camera_movement'])
    hold(null)
    expect(list()).toEqual(['camera_movement'])
  })

  it('stay as the person left them', () => {
    const { stages, list, toggle } = open(2)
    toggle('image_generation')
    toggle('rewrite')
    expect(list()).toEqual(['rewrite'])
    stages.value = stagesWith(3)
    expect(list()).toEqual(['rewrite', 'camera_movement'])
  })

  it('show a failure, even one that was folded before', async () => {
    const { stages, list, toggle } = open(2)
    toggle('image_generation')
    stages.value = stagesWith(2, { status: 'failed', failedAt: null, failure: { message: '' } })
    await nextTick()
    expect(list()).toEqual(['image_generation'])
  })

  it('of the rewrite stands beside the screen until there are scenes, and as long as a person reads it', () => {
    const { hasScenes, isBeside, hold } = open(1, false)
    expect(isBeside('rewrite')).toBe(true)
    hold('rewrite')
    hasScenes.value = true
    expect(isBeside('rewrite')).toBe(true)
    hold(null)
    expect(isBeside('rewrite')).toBe(false)
  })

  it('stay open at the end of a run for a person who has scrolled to them', async () => {
    const { stages, list } = open(4)
    Object.defineProperty(window, 'scrollY', { value: 300, configurable: true })
    stages.value = stagesWith(5)
    await nextTick()
    Object.defineProperty(window, 'scrollY', { value: 0, configurable: true })
    expect(list()).toEqual(['video_generation'])
  })
})
