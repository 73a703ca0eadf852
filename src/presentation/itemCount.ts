import type { Scene, StageState } from '@/pipeline/state'
import type { Stage } from '@/protocol/stages'

/** How many items of a stage exist, and how many there will be. */
export interface ItemCount {
  readonly done: number
  readonly total: number
}

/** The item of a scene that each stage makes; null for stages that make none. */
const ITEMS = {
  rewrite: null,
  storyboard: null,
  image_generation: 'image',
  camera_movement: 'camera',
  video_generation: 'clip',
} as const satisfies Record<Stage, 'image' | 'camera' | 'clip' | null>

/**
 * Count the items of a stage. While it runs, its progress counts them, from which the percentage and the words come as well;
 * at rest the scenes themselves do, so that the count matches what is shown. A completed stage has them all, even if the
 * last ones are still on their way to the page, unless some have failed.
 *
 * @returns null for stages that make no items, and while their number is unknown
 */
export function countItems(stage: StageState, scenes: readonly Scene[]): ItemCount | null {
  const item = ITEMS[stage.stage]
  if (item === null) return null
  if (stage.status === 'running') {
    const { done, total } = stage.progress
    if (total !== null) return total === 0 ? null : { done: Math.min(done ?? 0, total), total }
  }
  if (stage.status === 'completed' && !stage.failedCount)
    return scenes.length === 0 ? null : { done: scenes.length, total: scenes.length }
  const done = scenes.filter((scene) => scene[item].status === 'completed').length
  // The storyboard before a waiting stage may still grow.
  const isUnknown = scenes.length === 0 || (stage.status === 'pending' && done === 0)
  return isUnknown ? null : { done, total: scenes.length }
}
