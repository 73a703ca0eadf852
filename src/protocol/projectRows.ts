import * as v from 'valibot'
import { isAspectRatio, type AspectRatio } from './aspectRatios'
import { STAGES } from './stages'
import { id, listOf, number, optionalText, requiredNumber, text, time } from './wireFields'

/*
 * The rows of the project list. A deployment sends more fields than these schemas read: they are dropped on the way in.
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

/** The fields of a project that a row and a snapshot have in common, with the wire's names. */
export const projectFields = {
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
const rowObject = v.object(projectFields)
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

/** A project as it is known inside. */
export function projectOf(wire: WireRow) {
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
export const projectRowSchema = v.pipe(rowObject, v.transform(projectOf))
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
