import { availableParallelism } from 'node:os'
import process from 'node:process'
import { createEncoderFinder } from '../media/encoder'
import { createWorkerPool } from '../media/workerPool'
import { createBuiltInText, STUDIO_MAKER } from './builtInText'
import { createLocalMedia } from './localMedia'
import { createServiceImages } from './openai/serviceImages'
import { createServiceText } from './openai/serviceText'
import { readStoryboard, readCamera } from './readModelText'
import type { Producers } from './types'

/** The pause between two pieces of built-in text: short, but long enough to see the text arrive. */
const TOKEN_DELAY_MS = 12
const MOST_THREADS = 8

/** One thread a core where threads have a priority of their own, so that the server comes first; else one core stays free. */
function threadCount(): number {
  const cores = availableParallelism()
  return Math.max(1, Math.min(MOST_THREADS, process.platform === 'linux' ? cores : cores - 1))
}

/** How producers are chosen. */
export interface CreateProducersOptions {
  /**
   * `OPENAI_BASE_URL` and `OPENAI_API_KEY` name an OpenAI-compatible service. With `OPENAI_TEXT_MODEL` it writes the
   * texts, with `OPENAI_IMAGE_MODEL` it makes the pictures. The studio produces the rest itself. `FFMPEG` and
   * `CLIP_LONG_SIDE` say how clips are encoded.
   */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds between two pieces of built-in text. */
  readonly tokenDelayMs?: number
}

/** The producers that the environment names. The studio always makes the clips itself. */
export function createProducers({ env, tokenDelayMs = TOKEN_DELAY_MS }: CreateProducersOptions): Producers {
  const threads = threadCount()
  const pool = createWorkerPool(threads)
  const media = createLocalMedia(pool, createEncoderFinder(env))
  const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey } = env
  const service = baseUrl && apiKey ? { baseUrl, apiKey } : null
  const { OPENAI_TEXT_MODEL: textModel, OPENAI_IMAGE_MODEL: imageModel } = env
  const { textMaker, ...text } =
    service && textModel ? createServiceText(service, textModel) : createBuiltInText(tokenDelayMs)
  const images =
    service && imageModel
      ? createServiceImages(service, imageModel, media)
      : { picture: media.picture, imageMaker: STUDIO_MAKER }
  return {
    ...text,
    threads,
    maker(stage, story) {
      switch (stage) {
        case 'rewrite':
        case 'storyboard':
        case 'camera_movement':
          return textMaker(stage, story)
        case 'image_generation':
          return images.imageMaker
        case 'video_generation':
          return STUDIO_MAKER
      }
    },
    readStoryboard,
    readCamera,
    picture: (scene, story, signal, request) => images.picture(scene, story, signal, request),
    clip: (scene, picture, move, story, signal, onProgress) =>
      media.clip(scene, picture, move, story, signal, onProgress),
    close: () => pool.close(),
  }
}
