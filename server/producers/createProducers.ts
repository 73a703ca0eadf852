import { availableParallelism } from 'node:os'
import { createWorkerPool } from '../media/workerPool'
import { createBuiltInText } from './builtInText'
import { createLocalMedia } from './localMedia'
import { createServiceImages } from './openai/serviceImages'
import { createServiceText } from './openai/serviceText'
import { readStoryboard, readCamera } from './readModelText'
import type { Producers } from './types'

/** Between two pieces of built-in text: fast enough not to bore, slow enough to be seen arriving. */
const TOKEN_DELAY_MS = 12
/** One core stays free for the server and the browser. */
const MOST_THREADS = 2

/** What producers are chosen by. */
export interface CreateProducersOptions {
  /**
   * `OPENAI_BASE_URL` and `OPENAI_API_KEY` name an OpenAI-compatible service; `OPENAI_TEXT_MODEL` has it write the
   * texts, `OPENAI_IMAGE_MODEL` make the pictures. What is not named is produced by the studio itself.
   */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds between two pieces of built-in text. */
  readonly tokenDelayMs?: number
}

/** The producers that the environment asks for. Clips are always made here. */
export function createProducers({ env, tokenDelayMs = TOKEN_DELAY_MS }: CreateProducersOptions): Producers {
  const pool = createWorkerPool(Math.max(1, Math.min(MOST_THREADS, availableParallelism() - 1)))
  const media = createLocalMedia(pool)
  const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey } = env
  const service = baseUrl && apiKey ? { baseUrl, apiKey } : null
  const { OPENAI_TEXT_MODEL: textModel, OPENAI_IMAGE_MODEL: imageModel } = env
  const text = service && textModel ? createServiceText(service, textModel) : createBuiltInText(tokenDelayMs)
  const images = service && imageModel ? createServiceImages(service, imageModel, media) : media
  return {
    ...text,
    readStoryboard,
    readCamera,
    picture: (scene, story, signal) => images.picture(scene, story, signal),
    clip: (scene, picture, move, story, signal) => media.clip(scene, picture, move, story, signal),
    close: () => pool.close(),
  }
}
