import { cameraText, draftCamera } from './draftCamera'
import { streamText } from './streamText'
import { rewriteStory } from './rewriteStory'
import { rewriteVariant } from './rewriteVariant'
import { draftScenes } from './draftScenes'
import type { Producers } from './types'

/** What writes: three stages, and the versions of the first one. */
export type TextProducers = Pick<Producers, 'rewrite' | 'variant' | 'storyboard' | 'camera'>

/**
 * The text producers that need neither a model nor a network: everything comes from the person's own words, and
 * the same story always gives the same text.
 *
 * @param tokenDelayMs between two pieces
 */
export function createBuiltInText(tokenDelayMs: number): TextProducers {
  return {
    rewrite: (story, signal) => streamText(rewriteStory(story.story), tokenDelayMs, signal),
    variant: (story, number, signal) => streamText(rewriteVariant(story.story, number), tokenDelayMs, signal),
    storyboard: (rewritten, story, signal) =>
      streamText(
        JSON.stringify({ scenes: draftScenes(rewritten, story.story) }, null, 2),
        tokenDelayMs,
        signal,
      ),
    camera: (scene, _story, signal) => streamText(cameraText(draftCamera(scene)), tokenDelayMs, signal),
  }
}
