import type { Stage } from '../../src/protocol/stages'
import type { Producers, StoryContext } from '../producers/types'
import { languageOfText, type Language } from '../words/language'
import type { Faults } from './faults'

const FAILURE: Readonly<Record<Language, string>> = {
  zh: '这个阶段按要求失败（模拟故障）。',
  en: 'This stage failed on request (simulated fault).',
}

/** The producers with the faults `fail_stage` and `slow` applied. */
export function faultyProducers(producers: Producers, faults: Faults): Producers {
  function failIfAsked(stage: Stage, story: StoryContext): void {
    if (faults.take('fail_stage', { projectId: story.projectId, stage }))
      throw new Error(FAILURE[languageOfText(story.story)])
  }
  async function* pieces(
    stage: Stage,
    source: AsyncIterable<string>,
    story: StoryContext,
    signal: AbortSignal,
  ) {
    failIfAsked(stage, story)
    for await (const piece of source) {
      await faults.delay('slow', { projectId: story.projectId, stage }, signal)
      yield piece
    }
  }
  async function item<T>(
    stage: Stage,
    story: StoryContext,
    signal: AbortSignal,
    make: () => Promise<T>,
  ): Promise<T> {
    failIfAsked(stage, story)
    await faults.delay('slow', { projectId: story.projectId, stage }, signal)
    return make()
  }
  return {
    ...producers,
    rewrite(story, signal) {
      const { text, report } = producers.rewrite(story, signal)
      return { text: pieces('rewrite', text, story, signal), report }
    },
    variant: (story, number, signal) =>
      pieces('rewrite', producers.variant(story, number, signal), story, signal),
    storyboard: (rewritten, story, signal) =>
      pieces('storyboard', producers.storyboard(rewritten, story, signal), story, signal),
    camera: (scene, focus, story, signal) =>
      pieces('camera_movement', producers.camera(scene, focus, story, signal), story, signal),
    picture: (scene, story, signal, request) =>
      item('image_generation', story, signal, () => producers.picture(scene, story, signal, request)),
    clip: (scene, picture, move, story, signal, onProgress) =>
      item('video_generation', story, signal, () =>
        producers.clip(scene, picture, move, story, signal, onProgress),
      ),
  }
}
