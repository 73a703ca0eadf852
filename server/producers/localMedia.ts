import { readCameraMove, type Focus } from '../../src/protocol/cameraMoves'
import { MAX_SCENE_SECONDS, MIN_SCENE_SECONDS } from '../../src/protocol/sceneLimits'
import type { Encoder } from '../media/encoder'
import { CLIP_FPS, clipSize, SIZES } from '../media/sizes'
import { toWebVtt } from '../../src/exports/subtitleFiles'
import { cuesOf } from '../../src/protocol/subtitles'
import type { WorkerPool } from '../media/workerPool'
import type { Picture, Producers, StoryContext } from './types'

/** Pictures and clips made on this machine. */
export interface LocalMedia extends Pick<Producers, 'picture' | 'clip'> {
  /** Convert an image file of any kind to the project's shape. Throws where it cannot be decoded. */
  fit(file: Uint8Array, story: StoryContext, signal: AbortSignal): Promise<Picture>
}

function asPicture(
  files: { picture: Uint8Array; thumbnail: Uint8Array; focus?: Focus | null },
  story: StoryContext,
): Picture {
  const { picture, thumbnail } = SIZES[story.aspectRatio]
  return {
    image: { data: files.picture, ...picture, mime: 'image/jpeg' },
    thumbnail: { data: files.thumbnail, ...thumbnail, mime: 'image/jpeg' },
    focus: files.focus ?? null,
  }
}

/**
 * The producers of pictures and clips. They work in the pool's threads, so that the server can still answer.
 *
 * @param findEncoder says how clips are encoded
 */
export function createLocalMedia(pool: WorkerPool, findEncoder: () => Promise<Encoder>): LocalMedia {
  return {
    async picture(scene, story, signal, request = { take: 0, reference: null }) {
      const { narration, visual_prompt, shot_type } = scene
      const words = { narration, visual_prompt, shot_type }
      const job = { kind: 'paint', words, ...request, ...SIZES[story.aspectRatio] } as const
      return asPicture(await pool.run(job, signal), story)
    },
    async fit(file, story, signal) {
      return asPicture(await pool.run({ kind: 'fit', file, ...SIZES[story.aspectRatio] }, signal), story)
    },
    async clip(scene, picture, move, story, signal, onProgress) {
      const { ffmpeg, longSide } = await findEncoder()
      const size = clipSize(story.aspectRatio, longSide)
      const seconds = Math.min(MAX_SCENE_SECONDS, Math.max(MIN_SCENE_SECONDS, scene.durationSeconds))
      const frames = Math.round(seconds * CLIP_FPS)
      const path = readCameraMove(move.movementType, move.params)
      const plan = { move: path, size, fps: CLIP_FPS, frames, ffmpeg }
      const job = { kind: 'encode', picture: picture.data, ...plan } as const
      const { clip } = await pool.run(job, signal, onProgress)
      const durationSeconds = frames / CLIP_FPS
      return {
        data: clip,
        ...size,
        fps: CLIP_FPS,
        durationSeconds,
        mime: 'video/mp4',
        subtitles: toWebVtt(cuesOf(scene.narration, durationSeconds)),
      }
    },
  }
}
