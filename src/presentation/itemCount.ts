import type { Scene, StageState } from '@/pipeline/state'

/** How many items of a stage are there, and how many there will be. */
export interface ItemCount {
  readonly done: number
  readonly total: number
}

/** Which of a scene's items each stage makes. */
const ITEMS = {
  image_generation: 'image',
  camera_movement: 'camera',
  video_generation: 'clip',
} as const

/**
 * Count the items of a stage by the scenes themselves: what is counted can be seen.
 *
 * @returns null for the stages that make no items, and while nobody knows how many there will be
 */
export function countItems(stage: StageState, scenes: readonly Scene[]): ItemCount | null {
  if (stage.stage === 'rewrite' || stage.stage === 'storyboard') return null
  const item = ITEMS[stage.stage]
  const done = scenes.filter((scene) => scene[item].status === 'completed').length
  // A stage that waits may be waiting for a storyboard of which more is to come.
  const isUntold = scenes.length === 0 || (stage.status === 'pending' && done === 0)
  return isUntold ? null : { done, total: scenes.length }
}
