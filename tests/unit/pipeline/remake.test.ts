import { describe, expect, it } from 'vitest'
import { countItemsOf, planRemake } from '@/pipeline/remake'
import type { ItemState, Scene } from '@/pipeline/state'

const ITEMS = {
  ok: { status: 'completed', value: null },
  old: { status: 'completed', value: null, isStale: true },
  none: { status: 'pending' },
  bad: { status: 'failed' },
  now: { status: 'running' },
} as const satisfies Record<string, ItemState<null>>
type Item = keyof typeof ITEMS

/** Scenes by their picture, move and clip. */
function scenes(...rows: readonly (readonly [Item, Item, Item])[]): readonly Scene[] {
  return rows.map(([image, camera, clip], index) => ({
    number: index + 1,
    id: `s${index + 1}`,
    complete: true,
    narration: '',
    description: '',
    imagePrompt: '',
    shotType: null,
    durationSeconds: null,
    image: ITEMS[image],
    camera: ITEMS[camera],
    clip: ITEMS[clip],
  })) as unknown as readonly Scene[]
}

describe('what has to be made', () => {
  it('so that nothing is stale is each stale item and what was made from it', () => {
    const steps = planRemake(scenes(['ok', 'ok', 'ok'], ['old', 'ok', 'ok'], ['ok', 'ok', 'old']), 'stale')
    expect(steps).toEqual([
      { stage: 'image_generation', sceneIds: ['s2'] },
      { stage: 'camera_movement', sceneIds: ['s2'] },
      { stage: 'video_generation', sceneIds: ['s2', 's3'] },
    ])
    expect(countItemsOf(steps)).toBe(4)
  })

  it('so that nothing is stale is nothing that is not there', () => {
    expect(planRemake(scenes(['old', 'none', 'bad']), 'stale')).toEqual([
      { stage: 'image_generation', sceneIds: ['s1'] },
    ])
  })

  it('so that nothing is missing is what failed and what was never made, and nothing else', () => {
    expect(planRemake(scenes(['bad', 'ok', 'none'], ['old', 'now', 'ok']), 'missing')).toEqual([
      { stage: 'image_generation', sceneIds: ['s1'] },
      { stage: 'video_generation', sceneIds: ['s1'] },
    ])
  })

  it('is nothing for a scene that is not stored', () => {
    const [scene] = scenes(['old', 'old', 'old'])
    expect(planRemake(scene ? [{ ...scene, id: null }] : [], 'stale')).toEqual([])
  })
})
