import * as v from 'valibot'
import { isStage, type Stage } from './stages'

/*
 * The REST snapshot of a project and the rows of the project list. A deployment sends more fields than are used
 * here, and more stages than the product shows: both are dropped on the way in.
 */

const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String))
const text = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => value ?? ''),
)
const optionalText = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => (value === undefined || value === '' ? null : value)),
)
const number = v.pipe(
  v.nullish(v.unknown(), null),
  v.transform((value) => (typeof value === 'number' && Number.isFinite(value) ? value : null)),
)
/** ISO 8601 on the wire, milliseconds since the epoch inside. */
const time = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => {
    const parsed = value ? Date.parse(value) : NaN
    return Number.isNaN(parsed) ? null : parsed
  }),
)
const record = v.pipe(
  v.nullish(v.record(v.string(), v.unknown()), null),
  v.transform((value) => value ?? {}),
)
/** A list; entries that do not fit are left out rather than losing the rest. */
function listOf<S extends v.GenericSchema>(schema: S) {
  return v.pipe(
    v.nullish(v.unknown(), null),
    v.transform((value): v.InferOutput<S>[] =>
      (Array.isArray(value) ? value : []).flatMap((entry) => {
        const result = v.safeParse(schema, entry)
        return result.success ? [result.output] : []
      }),
    ),
  )
}

/** A project's status words on the wire. */
export const PROJECT_STATUSES = ['draft', 'queued', 'processing', 'completed', 'failed', 'paused'] as const
/** A project's status; `unknown` where a server uses a word of its own. */
export type ProjectStatus = (typeof PROJECT_STATUSES)[number] | 'unknown'
const projectStatus = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value): ProjectStatus =>
    (PROJECT_STATUSES as readonly unknown[]).includes(value) ? (value as ProjectStatus) : 'unknown',
  ),
)

/** The shapes a film may have. */
export const ASPECT_RATIOS = ['9:16', '16:9', '1:1'] as const
/** Width to height of a project's pictures and clips. */
export type AspectRatio = (typeof ASPECT_RATIOS)[number]
const aspectRatio = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value): AspectRatio =>
    (ASPECT_RATIOS as readonly unknown[]).includes(value) ? (value as AspectRatio) : '9:16',
  ),
)

const rowFields = {
  id,
  name: text,
  display_name: optionalText,
  description: text,
  original_topic: text,
  status: projectStatus,
  queue_position: number,
  aspect_ratio: aspectRatio,
  stages_count: number,
  completed_stages_count: number,
  progress_percentage: number,
  still_url: optionalText,
  created_at: time,
  updated_at: time,
  completed_at: time,
}
const rowObject = v.object(rowFields)
function row(wire: v.InferOutput<typeof rowObject>) {
  return {
    id: wire.id,
    name: wire.display_name ?? wire.name,
    description: wire.description,
    /** The story as the person wrote it; a list may send only its beginning. */
    story: wire.original_topic,
    status: wire.status,
    queuePosition: wire.queue_position,
    aspectRatio: wire.aspect_ratio,
    stagesCount: wire.stages_count,
    completedStagesCount: wire.completed_stages_count,
    /** Percent, as the server counts it (it may know more stages than the product shows). */
    progress: wire.progress_percentage,
    /** The first scene's picture, where the server tells it in the list. */
    stillUrl: wire.still_url,
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
    completedAt: wire.completed_at,
  }
}

/** A row of the project list. */
export const projectRowSchema = v.pipe(rowObject, v.transform(row))
/** A row of the project list. Times are milliseconds since the epoch. */
export type ProjectRow = v.InferOutput<typeof projectRowSchema>

/** A page of the project list. */
export const projectPageSchema = v.pipe(
  v.object({
    count: v.number(),
    next: optionalText,
    previous: optionalText,
    results: listOf(projectRowSchema),
  }),
)
/** A page of the project list. */
export type ProjectPage = v.InferOutput<typeof projectPageSchema>

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

function readData(stage: Stage, data: unknown): StageData[Stage] | null {
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

const stageEntry = v.object({
  id: v.nullish(id),
  stage_type: v.string(),
  status: v.string(),
  retry_count: number,
  max_retries: number,
  error_message: text,
  started_at: time,
  completed_at: time,
  output_data: record,
  domain_data: v.optional(v.unknown()),
})

/** One stage of a snapshot; `data` is null where the server sent none or none that could be read. */
export type StageSnapshot = {
  [S in Stage]: {
    readonly stage: S
    readonly status: string
    readonly retryCount: number
    readonly maxRetries: number | null
    readonly error: string | null
    readonly startedAt: number | null
    readonly completedAt: number | null
    readonly data: StageData[S] | null
  }
}[Stage]

/** A project with its stages: the truth that a client reconciles with. */
export const projectSnapshotSchema = v.pipe(
  v.object({ ...rowFields, stages: listOf(stageEntry) }),
  v.transform((wire) => ({
    ...row(wire),
    stages: wire.stages.flatMap((s): StageSnapshot[] =>
      isStage(s.stage_type)
        ? [
            {
              stage: s.stage_type,
              status: s.status,
              retryCount: s.retry_count ?? 0,
              maxRetries: s.max_retries,
              error: s.error_message === '' ? null : s.error_message,
              startedAt: s.started_at,
              completedAt: s.completed_at,
              data: readData(s.stage_type, s.domain_data),
            } as StageSnapshot,
          ]
        : [],
    ),
  })),
)
/** A project with its stages. Times are milliseconds since the epoch. */
export type ProjectSnapshot = v.InferOutput<typeof projectSnapshotSchema>

/** Where a command's effects will be seen. */
export const commandAnswerSchema = v.object({
  task_id: v.nullish(v.string()),
  channel: v.nullish(v.string()),
  message: v.nullish(v.string()),
  skipped: v.nullish(v.boolean()),
})
