import { cameraText, draftCamera } from './draftCamera'
import { streamText } from './streamText'
import { estimateFilms, rewriteStory } from './rewriteStory'
import { rewriteVariant } from './rewriteVariant'
import { draftScenes } from './draftScenes'
import type { TextStage } from '../../src/protocol/stages'
import type { Maker, Producers, StoryContext } from './types'

/** What writes: three stages, and what is known of the first one. */
export type TextProducers = Pick<Producers, 'rewrite' | 'estimate' | 'variant' | 'storyboard' | 'camera'> & {
  /** Who writes the text of a stage. */
  readonly textMaker: (stage: TextStage, story: StoryContext) => Maker
}

/** The studio itself: it asks nobody. */
export const STUDIO_MAKER: Maker = { provider: 'Dailies studio', model: 'built-in', prompt: '' }

/** A film has many moves, and a person waits for all of them: about how long one is written. */
const LONGEST_MOVE_MS = 400

/**
 * The text producers that need neither a model nor a network: everything comes from the person's own words, and
 * the same story always gives the same text.
 *
 * @param tokenDelayMs between two pieces
 */
export function createBuiltInText(tokenDelayMs: number): TextProducers {
  return {
    textMaker: () => STUDIO_MAKER,
    rewrite({ story, filmLength }, signal) {
      const { text, report } = rewriteStory(story, filmLength)
      return { text: streamText(text, tokenDelayMs, signal), report }
    },
    estimate: estimateFilms,
    variant: (story, number, signal) => streamText(rewriteVariant(story, number), tokenDelayMs, signal),
    storyboard: (rewritten, story, signal) =>
      streamText(
        JSON.stringify({ scenes: draftScenes(rewritten, story.story) }, null, 2),
        tokenDelayMs,
        signal,
      ),
    camera: (scene, focus, _story, signal) =>
      streamText(cameraText(draftCamera(scene, focus)), tokenDelayMs, signal, LONGEST_MOVE_MS),
  }
}
