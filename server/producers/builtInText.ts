import { cameraText, draftCamera } from './draftCamera'
import { streamText } from './streamText'
import { rewriteStory } from './rewriteStory'
import { draftScenes } from './draftScenes'
import type { Producers } from './types'

/** The three stages that write. */
export type TextProducers = Pick<Producers, 'rewrite' | 'storyboard' | 'camera'>

/**
 * The text producers that need neither a model nor a network: everything comes from the person's own words, and
 * the same story always gives the same text.
 *
 * @param tokenDelayMs between two pieces
 */
export function createBuiltInText(tokenDelayMs: number): TextProducers {
  return {
    rewrite: (story, signal) => streamText(rewriteStory(story.story), tokenDelayMs, signal),
    storyboard: (rewritten, story, signal) =>
      streamText(
        JSON.stringify({ scenes: draftScenes(rewritten, story.story) }, null, 2),
        tokenDelayMs,
        signal,
      ),
    camera: (scene, _story, signal) => streamText(cameraText(draftCamera(scene)), tokenDelayMs, signal),
  }
}
