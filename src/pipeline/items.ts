import type { StageData } from '@/protocol/stageData'
import type { Stage } from '@/protocol/stages'
import { NO_PROGRESS, withReport } from './progress'
import type { Progress } from './state'

/** The name of a stage and what it has produced, from the state or from a snapshot. */
type Produce = { [S in Stage]: { readonly stage: S; readonly data: StageData[S] | null } }[Stage]

/** For each scene of an item stage, whether its item exists; null while that is unknown. */
function itemsOf(of: Produce): readonly boolean[] | null {
  switch (of.stage) {
    case 'rewrite':
    case 'storyboard':
      return null
    case 'image_generation':
      return of.data?.map(({ images }) => images.some(({ url }) => url !== null)) ?? null
    case 'camera_movement':
      return of.data?.map(({ camera }) => camera !== null) ?? null
    case 'video_generation':
      return of.data?.map(({ videos }) => videos.some(({ url }) => url !== null)) ?? null
  }
}

/** Whether a stage makes one item for each scene. */
export const MAKES_ITEMS = {
  rewrite: false,
  storyboard: false,
  image_generation: true,
  camera_movement: true,
  video_generation: true,
} satisfies Record<Stage, boolean>

/** Progress that includes the items a stage has produced. Unchanged if there are none to count. */
export function withItems(before: Progress, of: Produce): Progress {
  const items = itemsOf(of)
  // A retry may count only the missing items. Then the number of scenes says nothing about its progress.
  if (items === null || items.length === 0 || (before.total ?? items.length) !== items.length) return before
  return withReport(before, { done: items.filter(Boolean).length, total: items.length })
}

/** The progress with which a stage starts. Items of an earlier run are kept, unless that run has made all of them. */
export function progressAtStart(of: Produce): Progress {
  const progress = withItems(NO_PROGRESS, of)
  return progress.done === progress.total || progress.done === 0 ? NO_PROGRESS : progress
}
