import pLimit from 'p-limit'
import type { SceneRecord } from '../database/scenes'
import type { ClipFile } from '../producers/types'
import type { MediaFiles } from '../storage/mediaFiles'

/** A clip whose files are written, but which no scene has yet. */
export interface StoredClip {
  readonly clip: Omit<ClipFile, 'data' | 'subtitles'>
  readonly file: string
  readonly subtitles: string
  /** A digest of what it was made from. */
  readonly madeFrom: string
  /** The file of the small picture that stands for it. */
  readonly thumbnail: string
}

/** Makes the clips of a run before their stage begins: as soon as the move of a scene is known. */
export interface ClipsAhead {
  /** Begin the clip of a scene that has its picture and its move. */
  begin(scene: SceneRecord): void
  /** The clip that was begun for a scene, which then belongs to the caller; null if none was. Rejects if it failed. */
  take(sceneId: string): Promise<StoredClip> | null
  /** Wait for the clips that nobody has taken, and remove their files. Never rejects. */
  drop(): Promise<void>
}

/**
 * Create the clips ahead of a run.
 *
 * @param threads how many are made at once
 * @param make makes and stores a clip; it rejects soon after the run is aborted
 */
export function createClipsAhead(
  threads: number,
  media: Pick<MediaFiles, 'remove'>,
  make: (scene: SceneRecord) => Promise<StoredClip>,
): ClipsAhead {
  const limit = pLimit({ concurrency: threads, rejectOnClear: true })
  const begun = new Map<string, Promise<StoredClip>>()
  return {
    begin(scene) {
      const clip = limit(() => make(scene))
      // Whoever takes the clip sees the failure. Until then it is nobody's.
      clip.catch(() => undefined)
      begun.set(scene.id, clip)
    },
    take(sceneId) {
      const clip = begun.get(sceneId) ?? null
      begun.delete(sceneId)
      return clip
    },
    async drop() {
      limit.clearQueue()
      const left = [...begun.values()]
      begun.clear()
      for (const result of await Promise.allSettled(left))
        if (result.status === 'fulfilled') await media.remove([result.value.file, result.value.subtitles])
    },
  }
}
