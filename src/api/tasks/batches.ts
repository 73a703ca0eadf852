import {
  BATCH_END_EVENTS,
  batchSchema,
  batchStartedSchema,
  parseBatchEvent,
  type Batch,
  type BatchEvent,
} from '@/protocol/batches'
import { callApi } from '../calls/http'
import { isOffered } from './offers'
import { createTaskStream, type TaskStream, type TaskStreamListener } from './taskStream'

/*
 * Batches: several versions of a project's text. The calls throw `ApiError`.
 */

const PATH = '/api/creative/batches/'

/** Make the stream of one batch. */
export function createBatchStream(batchId: string, listener: TaskStreamListener<BatchEvent>): TaskStream {
  const path = `${PATH}${encodeURIComponent(batchId)}/events`
  return createTaskStream({ path, endEvents: BATCH_END_EVENTS, parse: parseBatchEvent }, listener)
}

/** Whether this server writes batches. */
export function offersBatches(): Promise<boolean> {
  return isOffered(PATH)
}

/** Fetch a batch with what it has written. One that the server does not know is `not_found`. */
export function fetchBatch(batchId: string, signal?: AbortSignal): Promise<Batch> {
  const path = PATH + encodeURIComponent(batchId)
  return callApi({ method: 'GET', path, schema: batchSchema, ...(signal && { signal }) })
}

/** Start to write `count` versions of a project's text. @returns the id of the batch */
export function startBatch(projectId: string, count: number): Promise<string> {
  const body = { projectId, count }
  return callApi({ method: 'POST', path: PATH, body, schema: batchStartedSchema, keepalive: true })
}
