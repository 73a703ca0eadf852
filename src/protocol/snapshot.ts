import * as v from 'valibot'
import { FILM_LENGTHS } from './filmLength'
import { projectFields, projectOf } from './projectRows'
import { readStageData, type StageData } from './stageData'
import { isStage, type Stage } from './stages'
import { flag, id, listOf, number, optionalId, optionalText, text, textOrNull, time } from './wireFields'

/*
 * The REST snapshot of a project. A deployment sends more fields than these schemas read, and more stages than the product
 * shows: both are dropped on the way in.
 */

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

/** What a server may be able to do with a project, besides what all of them can. */
export const PROJECT_OFFERS = ['reorder', 'versions'] as const
/**
 * What a server can do with a project, besides what all of them can: put its scenes into another order, and take back
 * older versions of pictures and clips.
 */
export type ProjectOffer = (typeof PROJECT_OFFERS)[number]

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
  v.object({
    ...projectFields,
    idle_stream: flag,
    offers: listOf(v.picklist(PROJECT_OFFERS)),
    film_length: v.fallback(v.nullish(v.picklist(FILM_LENGTHS), null), null),
    prompt_template_set: v.optional(optionalId),
    stages: listOf(stageEntrySchema),
  }),
  v.transform((wire) => ({
    ...projectOf(wire),
    /** Whether the server welcomes streams of projects in which nothing runs. */
    idleStream: wire.idle_stream,
    offers: wire.offers,
    /** The wished length of the film; null where the server has none. */
    filmLength: wire.film_length ?? null,
    /** The prompt template set that its models are asked with; null where the server has no such sets. */
    templates: wire.prompt_template_set === undefined ? null : { chosen: wire.prompt_template_set },
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
