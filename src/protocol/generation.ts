import * as v from 'valibot'
import { id, optionalText } from './wireFields'

/*
 * A picture that is made on request and whose status is asked for again and again. Two shapes of the answer are read: with
 * the fields below `data`, and without.
 */

/** The type of the task that makes one picture. */
export const PICTURE_TYPE = 'picture'

/** The longest prompt, in characters (code points). */
export const PROMPT_MAX_LENGTH = 2_000
/** The media types of a reference picture. */
export const REFERENCE_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const
/** The largest reference picture. */
export const REFERENCE_MAX_BYTES = 8 * 1024 * 1024

/** Why a file cannot be a reference picture. */
export type ReferenceProblem = 'type' | 'size'

/** Why a file cannot be a reference picture; null if it can. */
export function referenceProblem(file: {
  readonly type: string
  readonly size: number
}): ReferenceProblem | null {
  if (!(REFERENCE_TYPES as readonly string[]).includes(file.type) || file.size === 0) return 'type'
  return file.size > REFERENCE_MAX_BYTES ? 'size' : null
}

/** The statuses of a picture that is made, on the wire. */
export const GENERATION_STATUSES = ['pending', 'processing', 'completed', 'failed'] as const
/** The status of a picture that is made; `unknown` where a server uses another word. */
export type GenerationStatus = (typeof GENERATION_STATUSES)[number] | 'unknown'

const answerSchema = v.object({
  status: v.pipe(
    v.string(),
    v.transform((value): GenerationStatus =>
      (GENERATION_STATUSES as readonly string[]).includes(value) ? (value as GenerationStatus) : 'unknown',
    ),
  ),
  /** The address of the picture, as the server wrote it. */
  result: v.optional(v.fallback(optionalText, null), null),
  error: v.optional(v.fallback(optionalText, null), null),
})

/** The answer to a question about the status. */
export const generationSchema = v.union([
  v.pipe(
    v.object({ data: answerSchema }),
    v.transform(({ data }) => data),
  ),
  answerSchema,
])
/** How far a picture is that is made on request. */
export type Generation = v.InferOutput<typeof generationSchema>
/** The answer to a question about the status, as the studio sends it. */
export interface WireGeneration {
  readonly data: v.InferInput<typeof answerSchema>
}

/** The answer to the request for a picture. */
export const generationStartedSchema = v.pipe(
  v.object({ taskId: id }),
  v.transform(({ taskId }) => taskId),
)
