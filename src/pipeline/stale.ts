import type { CameraEntry, ImageEntry, StoryboardEntry, VideoEntry } from '@/protocol/stageData'

/** What the server has of a scene: its words, and the newest of each item; null for what is not there. */
export interface SceneThings {
  readonly words: Pick<StoryboardEntry, 'updatedAt'> | null
  readonly image: Pick<ImageEntry, 'id' | 'isStale' | 'createdAt'> | null
  readonly camera: Pick<CameraEntry, 'isStale' | 'updatedAt'> | null
  readonly clip: Pick<VideoEntry, 'isStale' | 'createdAt' | 'imageId'> | null
}

/** Which items of a scene were made from something that has been changed since. */
export interface StaleItems {
  readonly image: boolean
  readonly camera: boolean
  readonly clip: boolean
}

/** Whether a thing is older than one of those that it was made from. A time that is not known says nothing. */
function isOlder(made: number | null, ...sources: readonly (number | null | undefined)[]): boolean {
  return made !== null && sources.some((source) => (source ?? -Infinity) > made)
}

/**
 * Which items were made from an older version of what they show. The server's word counts; of a server that keeps no
 * record of it, the times, all by its own clock.
 */
export function staleItems({ words, image, camera, clip }: SceneThings): StaleItems {
  const changed = words?.updatedAt
  const shown = clip?.imageId ?? null
  const hasOtherImage = shown !== null && image !== null && shown !== image.id
  return {
    image: image !== null && (image.isStale ?? isOlder(image.createdAt, changed)),
    camera: camera !== null && (camera.isStale ?? isOlder(camera.updatedAt, changed)),
    clip:
      clip !== null &&
      (clip.isStale ??
        (hasOtherImage || isOlder(clip.createdAt, changed, image?.createdAt, camera?.updatedAt))),
  }
}
