import * as v from 'valibot'
import { jsonOf } from './readJson'
import { id, number, optionalId, optionalText, record, time } from './wireFields'

/*
 * A batch: several versions of a text, written one after the other. The named events of its stream, and the answers to the
 * calls about it. Unknown fields are dropped, missing optional ones become null.
 */

/** The statuses of a batch on the wire. */
export const BATCH_STATUSES = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'PARTIAL_SUCCESS', 'FAILED'] as const
/** The status of a batch; `unknown` where a server uses another word. */
export type BatchStatus = (typeof BATCH_STATUSES)[number] | 'unknown'

/** What a batch does, as the type of its task. */
export const VARIANTS_TYPE = 'rewrite_variants'

/** How many versions a batch can have. */
export const BATCH_COUNTS = { least: 2, most: 5, usual: 3 } as const

const status = v.pipe(
  v.string(),
  v.transform((value): BatchStatus =>
    (BATCH_STATUSES as readonly string[]).includes(value) ? (value as BatchStatus) : 'unknown',
  ),
)
const count = v.pipe(
  number,
  v.transform((value) => (value === null ? null : Math.max(0, Math.floor(value)))),
)
const optionalRecord = v.pipe(
  v.fallback(v.nullish(record, null), null),
  v.transform((value) => value ?? null),
)

const statusFields = {
  batchId: id,
  status,
  statusVersion: v.pipe(
    number,
    v.check((value) => value !== null, 'number'),
    v.transform((value) => value ?? 0),
  ),
  startedAt: v.fallback(time, null),
  completedAt: v.fallback(time, null),
  errorCode: v.fallback(optionalText, null),
  errorMessage: v.fallback(optionalText, null),
  tokenUsage: optionalRecord,
  copyCount: count,
}

/** The data of `batch-status`. */
export const batchStatusSchema = v.object({ ...statusFields, timestamp: v.fallback(time, null) })
/** The data of `batch-status`. Times are milliseconds since the epoch by the server's clock. */
export type BatchStatusEvent = v.InferOutput<typeof batchStatusSchema>
/** The data of `batch-status` with the wire's names, as the studio sends it. */
export type WireBatchStatus = v.InferInput<typeof batchStatusSchema>

/** The data of `complete`. */
export const batchCompleteSchema = v.object({ batchId: id, finalStatus: status })
/** The data of `complete`. */
export type BatchCompleteEvent = v.InferOutput<typeof batchCompleteSchema>

/** The data of `error`: of the server, not of the connection. */
const batchErrorSchema = v.object({ message: v.fallback(optionalText, null) })

/** An event of a batch's stream. */
export type BatchEvent =
  | { readonly kind: 'status'; readonly status: BatchStatusEvent }
  | { readonly kind: 'complete'; readonly complete: BatchCompleteEvent }
  | { readonly kind: 'error'; readonly message: string | null }
  /** Its data cannot be read. */
  | { readonly kind: 'malformed' }
  /** An event that this version does not know. */
  | { readonly kind: 'unknown' }

/** The events after which the server may end the stream of a batch. */
export const BATCH_END_EVENTS = ['complete', 'error'] as const

/** Read an event of a batch's stream. */
export function parseBatchEvent(name: string, data: string): BatchEvent {
  const json = jsonOf(data)
  switch (name) {
    case 'batch-status': {
      const { success, output } = v.safeParse(batchStatusSchema, json)
      return success ? { kind: 'status', status: output } : { kind: 'malformed' }
    }
    case 'complete': {
      const { success, output } = v.safeParse(batchCompleteSchema, json)
      return success ? { kind: 'complete', complete: output } : { kind: 'malformed' }
    }
    case 'error': {
      const { success, output } = v.safeParse(batchErrorSchema, json)
      return success ? { kind: 'error', message: output.message } : { kind: 'malformed' }
    }
    default:
      return { kind: 'unknown' }
  }
}

/** One version that a batch has written. */
export interface Copy {
  readonly id: string
  readonly text: string
}
const copySchema = v.object({ id, text: v.string() }) satisfies v.GenericSchema<unknown, Copy>

/** A batch with what it has written. */
export const batchSchema = v.pipe(
  v.object({
    ...statusFields,
    projectId: optionalId,
    count,
    createdAt: v.fallback(time, null),
    updatedAt: v.fallback(time, null),
    copies: v.array(copySchema),
  }),
)
/** A batch with what it has written. Times are milliseconds since the epoch by the server's clock. */
export type Batch = v.InferOutput<typeof batchSchema>
/** A batch with the wire's names, as the studio sends it. */
export type WireBatch = v.InferInput<typeof batchSchema>

/** The answer to starting a batch. */
export const batchStartedSchema = v.pipe(
  v.object({ batchId: id }),
  v.transform(({ batchId }) => batchId),
)

const copiesSchema = v.object({ copies: v.array(copySchema) })

/** The copies of a batch as the result of its task: a JSON text. */
export function resultOfCopies(copies: readonly Copy[]): string {
  return JSON.stringify({ copies })
}

/** The copies in the result of a batch's task; none where it has no such result. */
export function copiesOfResult(result: string | null): readonly Copy[] {
  const { success, output } = v.safeParse(copiesSchema, result === null ? undefined : jsonOf(result))
  return success ? output.copies : []
}
