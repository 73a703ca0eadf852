import * as v from 'valibot'
import { flag, id, jsonText, number, optionalId, optionalText, percent, positive, time } from './wireFields'

/*
 * A person's background jobs: the snapshots of their stream, and the answers to the calls about one job. Unknown fields
 * are dropped, missing optional ones become null.
 */

/** The statuses of a job on the wire. */
export const JOB_STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const
/** A job's status; `unknown` where a server uses another word. */
export type JobStatus = (typeof JOB_STATUSES)[number] | 'unknown'

/** What the studio can be asked to do as a job of its own. */
export const EXTRACTION_TYPE = 'storyboard_extraction'
/** The job that follows an extraction. */
export const MATCHING_TYPE = 'storyboard_matching'

const status = v.pipe(
  v.string(),
  v.transform((value): JobStatus =>
    (JOB_STATUSES as readonly string[]).includes(value) ? (value as JobStatus) : 'unknown',
  ),
)

/** A job as a server sends it. */
export const jobSchema = v.pipe(
  v.object({
    id,
    projectId: optionalId,
    type: optionalText,
    status,
    progress: percent,
    currentStep: positive,
    totalSteps: positive,
    progressMessage: v.fallback(optionalText, null),
    errorMessage: v.fallback(optionalText, null),
    resultData: v.optional(jsonText),
    createdAt: v.fallback(time, null),
    startedAt: v.fallback(time, null),
    updatedAt: v.fallback(time, null),
  }),
  v.transform(({ progressMessage, errorMessage, resultData, ...job }) => ({
    ...job,
    message: progressMessage,
    error: errorMessage,
    /** A JSON text; null if there is none. */
    resultData: resultData ?? null,
  })),
)
/** A job. Times are milliseconds since the epoch by the server's clock. */
export type Job = v.InferOutput<typeof jobSchema>
/** A job with the wire's names, as the studio sends it. */
export type WireJob = v.InferInput<typeof jobSchema>

const jobListSchema = v.object({ jobs: v.array(v.unknown()), idle_stream: flag })

/** A snapshot of the job stream with the wire's names. */
export interface WireJobList {
  readonly jobs: readonly WireJob[]
  readonly idle_stream?: boolean
}

/** A snapshot of the job stream. */
export interface JobList {
  readonly jobs: readonly Job[]
  /** How many entries could not be read. They are left out, so that the others are not lost. */
  readonly malformed: number
  /** Whether the server welcomes this stream while nothing runs. */
  readonly idleStream: boolean
}

/** Read one snapshot of the job stream. @returns null if it cannot be read as a whole */
export function parseJobList(data: string): JobList | null {
  let json: unknown
  try {
    json = JSON.parse(data)
  } catch {
    return null // the caller reports it
  }
  const list = v.safeParse(jobListSchema, json)
  if (!list.success) return null
  const jobs = list.output.jobs.flatMap((entry) => {
    const job = v.safeParse(jobSchema, entry)
    return job.success ? [job.output] : []
  })
  return { jobs, malformed: list.output.jobs.length - jobs.length, idleStream: list.output.idle_stream }
}

/** The answer to starting a job. */
export const jobStartedSchema = v.pipe(
  v.object({ jobId: id }),
  v.transform(({ jobId }) => jobId),
)

/** A scene that an extraction proposes, with the wire's names. */
export interface WireProposedScene {
  readonly scene_number: number
  readonly narration: string
  readonly visual_prompt: string
  readonly shot_type: string
  /** Who and what of the story appears in the scene. */
  readonly cast?: readonly string[]
}

/** What became of the scenes that a job proposes. */
export const DECISIONS = ['accepted', 'discarded'] as const
/** What became of the scenes that a job proposes. */
export type Decision = (typeof DECISIONS)[number]

/** The result of a job with the wire's names, before it is written as a JSON text. */
export interface WireJobResult {
  readonly matchingJobId?: string
  readonly scenes?: readonly WireProposedScene[]
  readonly decision?: Decision
}

/** A scene that an extraction proposes. */
export interface ProposedScene {
  readonly number: number
  readonly narration: string
  readonly visualPrompt: string
  readonly shotType: string | null
  readonly cast: readonly string[]
}

/** What a job's result says. */
export interface JobResult {
  /** The next job of the chain; null if there is none. */
  readonly nextJobId: string | null
  /** The proposed scenes; none where the job proposes nothing. */
  readonly scenes: readonly ProposedScene[]
  /** Null while nothing was decided about them. */
  readonly decision: Decision | null
}

const sceneSchema = v.pipe(
  v.object({
    scene_number: number,
    narration: v.string(),
    visual_prompt: optionalText,
    shot_type: optionalText,
    cast: v.optional(v.fallback(v.array(v.string()), []), []),
  }),
  v.transform(({ scene_number, narration, visual_prompt, shot_type, cast }) => ({
    number: scene_number,
    narration,
    visualPrompt: visual_prompt ?? '',
    shotType: shot_type,
    cast,
  })),
)
const resultSchema = v.pipe(
  v.object({
    matchingJobId: optionalId,
    scenes: v.optional(v.array(sceneSchema), []),
    decision: v.fallback(v.nullish(v.picklist(DECISIONS), null), null),
  }),
  v.transform(({ matchingJobId, scenes, decision }): JobResult => ({
    nextJobId: matchingJobId,
    scenes: scenes.map((scene, index) => ({ ...scene, number: scene.number ?? index + 1 })),
    decision: decision ?? null,
  })),
)

/** Read the JSON text of a job's result. @returns null if it is not a JSON object of that shape */
export function parseJobResult(resultData: string): JobResult | null {
  try {
    const json: unknown = JSON.parse(resultData)
    const result = v.safeParse(resultSchema, json)
    return result.success && !Array.isArray(json) ? result.output : null
  } catch {
    return null // not JSON: the caller reports it
  }
}
