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
 * Count the items of a stage in the scenes themselves, so that the count matches what is shown.
 *
 * @returns null for stages that make no items, and while their number is unknown
 */
export function countItems(stage: StageState, scenes: readonly Scene[]): ItemCount | null {
  const item = ITEMS[stage.stage]
  if (item === null) return null
  const done = scenes.filter((scene) => scene[item].status === 'completed').length
  // The storyboard before a waiting stage may still grow.
  const isUnknown = scenes.length === 0 || (stage.status === 'pending' && done === 0)
  return isUnknown ? null : { done, total: scenes.length }
}
