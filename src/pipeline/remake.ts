import type { ItemState, Scene } from './state'

/** The stages that make an item for each scene, in their order, and where a scene has that item. */
export const ITEMS = {
  image_generation: 'image',
  camera_movement: 'camera',
  video_generation: 'clip',
} as const
/** A stage that makes an item for each scene. */
export type ItemStage = keyof typeof ITEMS
/** The same stages, in their order. */
export const ITEM_STAGES = Object.keys(ITEMS) as readonly ItemStage[]

/** Items to make, of one stage: one for each of these scenes. */
export interface RemakeStep {
  readonly stage: ItemStage
  readonly sceneIds: readonly string[]
}

/** What to make: what is not there, or what was made from an older version. */
export type RemakeKind = 'missing' | 'stale'

function isStale(item: ItemState<unknown>): boolean {
  return item.status === 'completed' && item.isStale === true
}

/** Whether an item is to be made. `isLater`: an earlier item of the same scene is. */
function isWanted(kind: RemakeKind, item: ItemState<unknown>, isLater: boolean): boolean {
  if (kind === 'missing') return item.status === 'failed' || item.status === 'pending'
  // What was made from a thing that is made again would be stale at once.
  return isStale(item) || (isLater && item.status === 'completed')
}

/**
 * What has to be made, stage by stage, so that nothing is missing, or nothing is stale. Empty steps are left out.
 *
 * @param scenes only those that are stored count
 */
export function planRemake(scenes: readonly Scene[], kind: RemakeKind): readonly RemakeStep[] {
  const steps = ITEM_STAGES.map((stage) => ({ stage, sceneIds: [] as string[] }))
  for (const scene of scenes) {
    if (scene.id === null) continue
    let isLater = false
    for (const step of steps) {
      isLater = isWanted(kind, scene[ITEMS[step.stage]], isLater)
        ? (step.sceneIds.push(scene.id), true)
        : isLater
    }
  }
  return steps.filter(({ sceneIds }) => sceneIds.length > 0)
}

/** How many items some steps make. */
export function countItemsOf(steps: readonly RemakeStep[]): number {
  return steps.reduce((sum, { sceneIds }) => sum + sceneIds.length, 0)
}
