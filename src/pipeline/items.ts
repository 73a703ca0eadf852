import type { StageData } from '@/protocol/stageData'
import type { Stage } from '@/protocol/stages'
import { NO_PROGRESS, withReport } from './progress'
import type { Progress } from './state'

/** A stage's name and what it has produced, be it live or in a snapshot. */
type Produce = { [S in Stage]: { readonly stage: S; readonly data: StageData[S] | null } }[Stage]

/** For each scene of an item stage, whether its item is there; null where that is not told. */
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

/** Progress with the items counted that a stage has produced. Unchanged where there are none to count. */
export function withItems(before: Progress, of: Produce): Progress {
  const items = itemsOf(of)
  // Where the server counts other items (the missing ones of a retry), the scenes say nothing of its progress.
  if (items === null || items.length === 0 || (before.total ?? items.length) !== items.length) return before
  return withReport(before, { done: items.filter(Boolean).length, total: items.length })
}

/** The progress with which a stage begins: what an earlier run has left is not made again, unless all of it is there. */
export function progressAtStart(of: Produce): Progress {
  const progress = withItems(NO_PROGRESS, of)
  return progress.done === progress.total || progress.done === 0 ? NO_PROGRESS : progress
}
