import * as v from 'valibot'
import type { Stage } from './stages'
import { id, listOf, number, optionalText, record, text, time } from './wireFields'

/* What the stages have produced, as a snapshot tells it. */

const rewriteData = v.pipe(
  v.object({ original_text: text, rewritten_text: text, updated_at: time }),
  v.transform((w) => ({
    originalText: w.original_text,
    rewrittenText: w.rewritten_text,
    updatedAt: w.updated_at,
  })),
)

const storyboardEntry = v.pipe(
  v.object({
    id,
    sequence_number: v.number(),
    scene_description: text,
    narration_text: text,
    image_prompt: text,
    duration_seconds: number,
    generation_metadata: record,
  }),
  v.transform((w) => ({
    id: w.id,
    sequenceNumber: w.sequence_number,
    description: w.scene_description,
    narration: w.narration_text,
    imagePrompt: w.image_prompt,
    durationSeconds: w.duration_seconds,
    shotType:
      typeof w.generation_metadata['shot_type'] === 'string' ? w.generation_metadata['shot_type'] : null,
  })),
)
/** A scene as the storyboard stage stored it. */
export type StoryboardEntry = v.InferOutput<typeof storyboardEntry>

const image = v.pipe(
  v.object({
    id,
    image_url: optionalText,
    thumbnail_url: optionalText,
    width: number,
    height: number,
    status: optionalText,
    retry_count: number,
  }),
  v.transform((w) => ({
    id: w.id,
    url: w.image_url,
    thumbnailUrl: w.thumbnail_url,
    width: w.width,
    height: w.height,
    status: w.status,
  })),
)
/** A picture of a scene. URLs are as the server gave them: check them before use. */
export type ImageEntry = v.InferOutput<typeof image>

const cameraMovement = v.pipe(
  v.object({ id: v.nullish(id), movement_type: text, movement_params: record }),
  v.transform((w) => ({
    id: w.id ?? null,
    movementType: w.movement_type,
    params: w.movement_params,
    /** May itself be a JSON text. */
    description:
      typeof w.movement_params['description'] === 'string' ? w.movement_params['description'] : null,
  })),
)
/** A scene's camera move. */
export type CameraEntry = v.InferOutput<typeof cameraMovement>

const video = v.pipe(
  v.object({
    id,
    video_url: optionalText,
    thumbnail_url: optionalText,
    subtitle_url: optionalText,
    duration: number,
    width: number,
    height: number,
    fps: number,
    status: optionalText,
  }),
  v.transform((w) => ({
    id: w.id,
    url: w.video_url,
    thumbnailUrl: w.thumbnail_url,
    /** WebVTT with the narration, where the server offers it. */
    subtitleUrl: w.subtitle_url,
    durationSeconds: w.duration,
    width: w.width,
    height: w.height,
    fps: w.fps,
    status: w.status,
  })),
)
/** A scene's clip. URLs are as the server gave them: check them before use. */
export type VideoEntry = v.InferOutput<typeof video>

function sceneItems<S extends v.ObjectEntries>(entries: S) {
  return v.object({ storyboard_id: id, sequence_number: v.number(), ...entries })
}
const imagesData = v.object({ storyboards: listOf(sceneItems({ images: listOf(image) })) })
const camerasData = v.object({
  storyboards: listOf(sceneItems({ camera_movement: v.nullish(cameraMovement) })),
})
const videosData = v.object({ storyboards: listOf(sceneItems({ videos: listOf(video) })) })
const storyboardData = v.object({ storyboards: listOf(storyboardEntry) })

/** What the five stages have produced, each list in scene order. */
export interface StageData {
  readonly rewrite: v.InferOutput<typeof rewriteData>
  readonly storyboard: readonly StoryboardEntry[]
  readonly image_generation: readonly {
    readonly sequenceNumber: number
    readonly images: readonly ImageEntry[]
  }[]
  readonly camera_movement: readonly {
    readonly sequenceNumber: number
    readonly camera: CameraEntry | null
  }[]
  readonly video_generation: readonly {
    readonly sequenceNumber: number
    readonly videos: readonly VideoEntry[]
  }[]
}

/**
 * Read a stage's `domain_data`.
 *
 * @returns what the stage has produced; null where the server sent none or none that can be read
 */
export function readStageData(stage: Stage, data: unknown): StageData[Stage] | null {
  const read = <S extends v.GenericSchema>(schema: S) => {
    const result = v.safeParse(schema, data)
    return result.success ? result.output : null
  }
  switch (stage) {
    case 'rewrite':
      return read(rewriteData)
    case 'storyboard':
      return read(storyboardData)?.storyboards ?? null
    case 'image_generation':
      return (
        read(imagesData)?.storyboards.map((s) => ({ sequenceNumber: s.sequence_number, images: s.images })) ??
        null
      )
    case 'camera_movement':
      return (
        read(camerasData)?.storyboards.map((s) => ({
          sequenceNumber: s.sequence_number,
          camera: s.camera_movement ?? null,
        })) ?? null
      )
    case 'video_generation':
      return (
        read(videosData)?.storyboards.map((s) => ({ sequenceNumber: s.sequence_number, videos: s.videos })) ??
        null
      )
  }
}
