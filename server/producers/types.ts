import type { AspectRatio } from '../../src/protocol/aspectRatios'
import type { Focus } from '../../src/protocol/cameraMoves'
import type { FilmEstimatesAnswer } from '../../src/protocol/filmEstimate'
import type { FilmLength } from '../../src/protocol/filmLength'
import type { RewriteReport } from '../../src/protocol/rewriteReport'
import type { Stage } from '../../src/protocol/stages'

/*
 * The interface between runs and producers. A run does not know whether texts come from the built-in producers or from
 * a service, or in which thread pictures are made.
 */

/** A scene with the names of the storyboard's JSON. */
export interface SceneDraft {
  scene_number: number
  narration: string
  visual_prompt: string
  shot_type: string
}

/** A scene as the stages after the storyboard use it. */
export interface StoryScene extends SceneDraft {
  /** What the picture shows, in a sentence for a person. */
  description: string
  /** How long the scene's clip lasts, in seconds. */
  durationSeconds: number
}

/** A camera move: its name (such as `zoom_in`) and what a preview needs to show it. */
export interface CameraDraft {
  movementType: string
  params: { description: string; [key: string]: unknown }
}

/** The project a producer works for. */
export interface StoryContext {
  projectId: string
  /** The story as it was entered. */
  story: string
  aspectRatio: AspectRatio
  /** How long the person wants the film to be. */
  filmLength: FilmLength
}

/** An encoded picture. */
export interface PictureFile {
  data: Uint8Array
  width: number
  height: number
  mime: 'image/jpeg'
}

/** A scene's picture and its small version for lists. */
export interface Picture {
  image: PictureFile
  thumbnail: PictureFile
  /** Where its subject is, in fractions from the top left corner; null where that is unknown. */
  focus: Focus | null
}

/** What a person wants of a picture that is made again. */
export interface PictureRequest {
  /** How many pictures the scene has had: the next one differs from them even with the same words. */
  take: number
  /** An image file whose colours the picture takes; null for none. */
  reference: Uint8Array | null
}

/** An encoded clip with its narration beside it. */
export interface ClipFile {
  data: Uint8Array
  width: number
  height: number
  fps: number
  durationSeconds: number
  mime: 'video/mp4'
  /** The narration as a WebVTT document. */
  subtitles: string
}

/** Who makes what a stage makes, and what they are asked. */
export interface Maker {
  readonly provider: string
  readonly model: string
  /** What a model is asked to do, without the story; '' where nobody is asked. */
  readonly prompt: string
}

/** A rewrite as it is being written. */
export interface RewriteWork {
  readonly text: AsyncIterable<string>
  /** What it does to the story; null where the producers cannot know. */
  readonly report: RewriteReport | null
}

/**
 * The producers of the five stages. The text producers yield the stage's text in pieces, as a model would. Every
 * producer throws the signal's reason soon after `signal` is aborted, and an Error with a text for the person where it
 * cannot do its work.
 */
export interface Producers {
  /** How many pictures or clips can be made at once. */
  readonly threads: number
  /** The rewritten story, in paragraphs separated by a newline. */
  rewrite(story: StoryContext, signal: AbortSignal): RewriteWork
  /** Who makes what a stage of this story makes. */
  maker(stage: Stage, story: StoryContext): Maker
  /** What films of each wished length narrate of a story, before it is made; null where the producers cannot know. */
  estimate(story: string): FilmEstimatesAnswer | null
  /** One of several versions of the rewritten story; `number` counts from 1, and each number differs from the others. */
  variant(story: StoryContext, number: number, signal: AbortSignal): AsyncIterable<string>
  /** JSON text: `{"scenes": [SceneDraft, …]}`. */
  storyboard(rewritten: string, story: StoryContext, signal: AbortSignal): AsyncIterable<string>
  /** Text that ends in the JSON of a CameraDraft. `focus`: where the subject of the scene's picture is. */
  camera(
    scene: StoryScene,
    focus: Focus | null,
    story: StoryContext,
    signal: AbortSignal,
  ): AsyncIterable<string>
  /** The scenes in a storyboard's text. Throws an Error with a text for the person where there are none. */
  readStoryboard(text: string, story: StoryContext): StoryScene[]
  /** The move in a camera text; where none can be read, a move that suits the scene. */
  readCamera(text: string, scene: StoryScene, focus: Focus | null): CameraDraft
  /** A picture of a scene. `request`: what the person wants of it, if this is not the first one. */
  picture(
    scene: StoryScene,
    story: StoryContext,
    signal: AbortSignal,
    request?: PictureRequest,
  ): Promise<Picture>
  /**
   * A clip that carries out `move` on `picture`.
   *
   * @param onProgress called with the share that is done, from 0 to 1
   */
  clip(
    scene: StoryScene,
    picture: PictureFile,
    move: CameraDraft,
    story: StoryContext,
    signal: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<ClipFile>
  /** End the worker threads. Nothing can be produced afterwards. */
  close(): Promise<void>
}
