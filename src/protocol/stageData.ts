import * as v from 'valibot'
import { readRewriteReport } from './rewriteReport'
import type { Stage } from './stages'
import {
  id,
  listOf,
  number,
  optionalId,
  optionalText,
  positive,
  record,
  requiredNumber,
  text,
  time,
  yesOrNo,
} from './wireFields'

/* What the stages have produced, as it stands in a snapshot. */

const rewriteData = v.pipe(
  v.object({ original_text: text, rewritten_text: text, generation_metadata: record, updated_at: time }),
  v.transform((w) => ({
    originalText: w.original_text,
    rewrittenText: w.rewritten_text,
    updatedAt: w.updated_at,
    /** What the rewrite did to the story, where the server says so. */
    notes: readRewriteReport(w.generation_metadata),
  })),
)

const storyboardEntry = v.pipe(
  v.object({
    id,
    sequence_number: requiredNumber,
    scene_description: text,
    narration_text: text,
    image_prompt: text,
    duration_seconds: positive,
    generation_metadata: record,
    updated_at: time,
  }),
  v.transform((w) => ({
    id: w.id,
    /** When its words were last changed, by the server's clock. */
    updatedAt: w.updated_at,
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
    width: positive,
    height: positive,
    status: optionalText,
    retry_count: number,
    is_stale: yesOrNo,
    created_at: time,
  }),
  v.transform((w) => ({
    id: w.id,
    /** Whether it was made from an older version of what it shows; null where the server does not say. */
    isStale: w.is_stale,
    createdAt: w.created_at,
    url: w.image_url,
    thumbnailUrl: w.thumbnail_url,
    width: w.width,
    height: w.height,
    status: w.status,
  })),
)
/** A picture of a scene. Its URLs come from the server unchecked: see `mediaUrl`. */
export type ImageEntry = v.InferOutput<typeof image>

const cameraMovement = v.pipe(
  v.object({
    id: v.nullish(id),
    movement_type: text,
    movement_params: record,
    is_stale: yesOrNo,
    updated_at: time,
  }),
  v.transform((w) => ({
    id: w.id ?? null,
    isStale: w.is_stale,
    updatedAt: w.updated_at,
    movementType: w.movement_type,
    params: w.movement_params,
    /** Some servers store JSON text here: see `readCameraText`. */
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
    duration: positive,
    width: positive,
    height: positive,
    fps: positive,
    status: optionalText,
    is_stale: yesOrNo,
    created_at: time,
    /** The picture that it moves over, where the server says so. */
    image_id: optionalId,
  }),
  v.transform((w) => ({
    id: w.id,
    isStale: w.is_stale,
    createdAt: w.created_at,
    imageId: w.image_id,
    url: w.video_url,
    thumbnailUrl: w.thumbnail_url,
    /** The narration as WebVTT, where the server offers it. */
    subtitleUrl: w.subtitle_url,
    durationSeconds: w.duration,
    width: w.width,
    height: w.height,
    fps: w.fps,
    status: w.status,
  })),
)
/** A clip of a scene. Its URLs come from the server unchecked: see `mediaUrl`. */
export type VideoEntry = v.InferOutput<typeof video>

/** What a stage made for each scene, in scene order. */
function byScene<S extends v.ObjectEntries>(entries: S) {
  return listOf(v.object({ storyboard_id: id, sequence_number: requiredNumber, ...entries }))
}

/** One schema per stage for `domain_data`: what the stage has produced. */
export const STAGE_DATA_SCHEMAS = {
  rewrite: rewriteData,
  storyboard: v.pipe(
    v.object({ storyboards: listOf(storyboardEntry), is_stale: yesOrNo }),
    v.transform((wire) => ({
      /** Whether it was made from an older version of the rewritten story; null where the server does not say. */
      isStale: wire.is_stale,
      scenes: wire.storyboards,
    })),
  ),
  image_generation: v.pipe(
    v.object({ storyboards: byScene({ images: listOf(image) }) }),
    v.transform((wire) =>
      wire.storyboards.map((scene) => ({ sequenceNumber: scene.sequence_number, images: scene.images })),
    ),
  ),
  camera_movement: v.pipe(
    v.object({ storyboards: byScene({ camera_movement: v.nullish(cameraMovement) }) }),
    v.transform((wire) =>
      wire.storyboards.map((scene) => ({
        sequenceNumber: scene.sequence_number,
        camera: scene.camera_movement ?? null,
      })),
    ),
  ),
  video_generation: v.pipe(
    v.object({ storyboards: byScene({ videos: listOf(video) }) }),
    v.transform((wire) =>
      wire.storyboards.map((scene) => ({ sequenceNumber: scene.sequence_number, videos: scene.videos })),
    ),
  ),
} as const satisfies Record<Stage, v.GenericSchema>

/** What the five stages have produced, each list in scene order. */
export type StageData = { readonly [S in Stage]: v.InferOutput<(typeof STAGE_DATA_SCHEMAS)[S]> }

/**
 * Read a stage's `domain_data`.
 *
 * @returns what the stage has produced; null where the server sent none or none that can be read
 */
export function readStageData(stage: Stage, data: unknown): StageData[Stage] | null {
  const result = v.safeParse(STAGE_DATA_SCHEMAS[stage], data)
  return result.success ? result.output : null
}
