import type { Stage } from '../../../../src/protocol/stages'
import type { Producers, StoryScene } from '../../../../server/producers/types'

/** Options of the fake producers. */
export interface FakeProducersOptions {
  scenes?: number
  /** Awaited before each piece of text and each item. `scene` is 0 in stages without scenes. */
  before?: (stage: Stage, scene: number, signal: AbortSignal) => Promise<void> | void
}

/** Producers that make minimal results at once. */
export function createFakeProducers({
  scenes = 3,
  before = () => undefined,
}: FakeProducersOptions = {}): Producers {
  async function* pieces(stage: Stage, scene: number, text: string, signal: AbortSignal) {
    for (const piece of text.match(/[\s\S]{1,6}/g) ?? []) {
      await before(stage, scene, signal)
      signal.throwIfAborted()
      yield piece
    }
  }
  const file = (bytes: string) => ({
    data: Buffer.from(bytes),
    width: 9,
    height: 16,
    mime: 'image/jpeg' as const,
  })
  const drafts = Array.from({ length: scenes }, (_, index) => ({
    scene_number: index + 1,
    narration: `旁白 ${index + 1}`,
    visual_prompt: `画面 ${index + 1}`,
    shot_type: 'wide',
  }))
  return {
    threads: 1,
    maker: () => ({ provider: 'tests', model: 'fake', prompt: 'write' }),
    rewrite: (story, signal) => ({
      text: pieces('rewrite', 0, `改写：${[...story.story].slice(0, 40).join('')}`, signal),
      report: null,
    }),
    estimate: () => null,
    variant: (_, number, signal) => pieces('rewrite', number, `版本 ${number}`, signal),
    storyboard: (_, __, signal) => pieces('storyboard', 0, JSON.stringify({ scenes: drafts }), signal),
    camera: (scene, _, __, signal) =>
      pieces('camera_movement', scene.scene_number, '{"move":"push_in"}', signal),
    readStoryboard: (text) =>
      (JSON.parse(text) as { scenes: StoryScene[] }).scenes.map((scene) => ({
        ...scene,
        description: `描述 ${scene.scene_number}`,
        durationSeconds: 3,
      })),
    readCamera: () => ({ movementType: 'push_in', params: { description: '缓缓推近' } }),
    async picture(scene, _, signal) {
      await before('image_generation', scene.scene_number, signal)
      return {
        image: file(`picture ${scene.scene_number}`),
        thumbnail: file(`thumbnail ${scene.scene_number}`),
        focus: null,
      }
    },
    async clip(scene, picture, _, __, signal) {
      await before('video_generation', scene.scene_number, signal)
      return {
        ...file(`clip of ${Buffer.from(picture.data).toString()}`),
        mime: 'video/mp4' as const,
        fps: 24,
        durationSeconds: 3,
        subtitles: 'WEBVTT\n',
      }
    },
    close: () => Promise.resolve(),
  }
}
