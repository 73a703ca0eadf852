import * as v from 'valibot'
import { isAspectRatio, type AspectRatio } from './aspectRatios'
import { readStageData, type StageData } from './stageData'
import { isStage, STAGES, type Stage } from './stages'
import { flag, id, listOf, number, optionalText, requiredNumber, text, textOrNull, time } from './wireFields'

/*
 * The REST snapshot of a project and the rows of the project list. A deployment sends more fields than these schemas
 * read, and more stages than the product shows: both are dropped on the way in.
 */

/** A project's status words on the wire. */
export const PROJECT_STATUSES = ['draft', 'queued', 'processing', 'completed', 'failed', 'paused'] as const
/** A project's status; `unknown` where a server uses another word. */
export type ProjectStatus = (typeof PROJECT_STATUSES)[number] | 'unknown'
const projectStatus = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value): ProjectStatus =>
    (PROJECT_STATUSES as readonly unknown[]).includes(value) ? (value as ProjectStatus) : 'unknown',
  ),
)

/** The shape of a project's film; null where a server has no such field, or another word in it. */
export const aspectRatio = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value): AspectRatio | null => (isAspectRatio(value) ? value : null)),
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
type WireRow = v.InferOutput<typeof rowObject>

/** A server may count more stages than the product shows, also among the completed ones. */
function completedStages({ completed_stages_count: count, status }: WireRow): number | null {
  if (status === 'completed') return STAGES.length
  return count === null ? null : Math.max(0, Math.min(count, STAGES.length - 1))
}

/** Percent over the product's stages; 100 is for a completed project. */
function progressOf({ progress_percentage: percent, stages_count: counted, status }: WireRow): number | null {
  if (status === 'completed') return 100
  if (percent === null) return null
  const share = counted !== null && counted > STAGES.length ? counted / STAGES.length : 1
  return Math.max(0, Math.min(99, percent * share))
}

function row(wire: WireRow) {
  return {
    id: wire.id,
    name: wire.display_name ?? wire.name,
    description: wire.description,
    /** The story as it was entered; a list may send only its beginning. */
    story: wire.original_topic,
    status: wire.status,
    queuePosition: wire.queue_position,
    aspectRatio: wire.aspect_ratio,
    /** How many of the product's stages are completed; null where the server does not say. */
    completedStages: completedStages(wire),
    /** Percent of the product's stages. */
    progress: progressOf(wire),
    /** The first scene's picture, where the server puts it into the list. */
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
    count: requiredNumber,
    next: optionalText,
    previous: optionalText,
    results: listOf(projectRowSchema),
  }),
)
/** A page of the project list. */
export type ProjectPage = v.InferOutput<typeof projectPageSchema>

/** Servers put anything into `output_data`. Where the two fields below cannot be read, it counts as empty. */
const NO_OUTPUT = { text: null, interrupted_at: null }
const stageOutput = v.fallback(
  v.object({ text: v.fallback(optionalText, null), interrupted_at: v.fallback(time, null) }),
  NO_OUTPUT,
)

/** A stage in a snapshot, with the wire's names. `domain_data` is read by the schema of its stage. */
export const stageEntrySchema = v.object({
  id: v.nullish(id),
  stage_type: v.string(),
  status: v.string(),
  retry_count: number,
  max_retries: number,
  error_message: text,
  started_at: time,
  completed_at: time,
  output_data: v.optional(stageOutput, NO_OUTPUT),
  domain_data: v.optional(v.unknown()),
})

/** One stage of a snapshot. `data` is null where the server sent none or none that can be read. */
export type StageSnapshot = {
  [S in Stage]: {
    readonly stage: S
    readonly status: string
    readonly retryCount: number
    readonly maxRetries: number | null
    readonly error: string | null
    readonly startedAt: number | null
    readonly completedAt: number | null
    /** When the work was interrupted, for a stage that waits again; null where it was not, or where it is unknown. */
    readonly interruptedAt: number | null
    /** What the model wrote, word for word, where the server keeps it. */
    readonly text: string | null
    readonly data: StageData[S] | null
  }
}[Stage]

/** A project with its stages: the truth that clients reconcile with. */
export const projectSnapshotSchema = v.pipe(
  v.object({ ...rowFields, idle_stream: flag, stages: listOf(stageEntrySchema) }),
  v.transform((wire) => ({
    ...row(wire),
    /** Whether the server welcomes streams of projects in which nothing runs. */
    idleStream: wire.idle_stream,
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
              interruptedAt: s.output_data.interrupted_at,
              text: s.output_data.text,
              data: readStageData(s.stage_type, s.domain_data),
            } as StageSnapshot,
          ]
        : [],
    ),
  })),
)
/** A project with its stages. Times are milliseconds since the epoch. */
export type ProjectSnapshot = v.InferOutput<typeof projectSnapshotSchema>

/** The answer to a command. Its effects arrive as messages and in the next snapshot. */
export const commandAnswerSchema = v.object({
  task_id: v.nullish(id),
  channel: textOrNull,
  message: textOrNull,
  skipped: v.nullish(v.boolean()),
})
