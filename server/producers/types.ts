import type { AspectRatio } from '../../src/protocol/aspectRatios'

/*
 * What a producer makes of a story, stage by stage. The runner knows only this face: whether words come from the
 * built-in producers or from a service, and in which thread pixels are made, is no concern of its.
 */

/** A scene as the storyboard's JSON names it on the wire. */
export interface SceneDraft {
  scene_number: number
  narration: string
  visual_prompt: string
  shot_type: string
}

/** A scene as the stages after the storyboard use it. */
export interface StoryScene extends SceneDraft {
  /** What is to be seen, in a sentence for a person. */
  description: string
  /** How long the scene's clip lasts, in seconds. */
  durationSeconds: number
}

/** A camera move: its name (such as `zoom_in`, `pan_left`, `static`) and what a preview needs to show it. */
export interface CameraDraft {
  movementType: string
  params: { description: string; [key: string]: unknown }
}

/** The project a producer works for. */
export interface StoryContext {
  projectId: string
  /** The story as the person wrote it. */
  story: string
  aspectRatio: AspectRatio
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

/**
 * The producers of the five stages. The text producers yield pieces as a model would; what they yield, joined, is
 * the stage's whole text. Every one of them ends with the signal's reason soon after `signal` is aborted, and
 * throws an Error with words for a person when it cannot do its work.
 */
export interface Producers {
  /** The story told anew, in paragraphs separated by a newline. */
  rewrite(story: StoryContext, signal: AbortSignal): AsyncIterable<string>
  /** JSON text: `{"scenes": [SceneDraft, …]}`. */
  storyboard(rewritten: string, story: StoryContext, signal: AbortSignal): AsyncIterable<string>
  /** Text that ends in the JSON of a CameraDraft. */
  camera(scene: StoryScene, story: StoryContext, signal: AbortSignal): AsyncIterable<string>
  /** The scenes in a storyboard's text; throws an Error with words for a person when there is none to be found. */
  readStoryboard(text: string, story: StoryContext): StoryScene[]
  /** The move in a camera text; a move that suits the scene where the text holds none that can be read. */
  readCamera(text: string, scene: StoryScene): CameraDraft
  picture(scene: StoryScene, story: StoryContext, signal: AbortSignal): Promise<Picture>
  /** A clip that carries out `move` on `picture`. */
  clip(
    scene: StoryScene,
    picture: PictureFile,
    move: CameraDraft,
    story: StoryContext,
    signal: AbortSignal,
  ): Promise<ClipFile>
  /** Ends the worker threads. Nothing can be produced afterwards. */
  close(): Promise<void>
}
