import * as v from 'valibot'
import { API_BASE_URL } from '@/env'
import {
  BATCH_END_EVENTS,
  batchSchema,
  batchStartedSchema,
  parseBatchEvent,
  type Batch,
  type BatchEvent,
} from '@/protocol/batches'
import type { FollowedStream, StreamListener } from '@/worker/page/hubClient'
import { callApi } from '../calls/http'
import { pageHub } from '../session/pageHub'
import { isOffered } from './offers'

/*
 * Batches: several versions of a project's text. The calls throw `ApiError`.
 */

const PATH = '/api/creative/batches/'

/** The callbacks of a batch's stream; those about the connection are the same as for a project. */
export interface BatchStreamListener extends Omit<StreamListener, 'onParsed' | 'onEvent'> {
  readonly onBatchEvent: (event: BatchEvent, receivedAt: number) => void
}

/** Make the stream of one batch. It is shared with the other tabs. */
export function createBatchStream(
  batchId: string,
  { onBatchEvent, ...listener }: BatchStreamListener,
): FollowedStream {
  const url = `${API_BASE_URL}${PATH}${encodeURIComponent(batchId)}/events`
  return pageHub().stream(
    { url, endEvents: BATCH_END_EVENTS },
    {
      ...listener,
      onEvent: (name, data, receivedAt) => onBatchEvent(parseBatchEvent(name, data), receivedAt),
    },
  )
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

/** Make this the rewritten text of a project. */
export async function chooseText(projectId: string, text: string): Promise<void> {
  const path = `/api/v1/projects/projects/${encodeURIComponent(projectId)}/update_rewrite/`
  await callApi({ method: 'PATCH', path, body: { rewritten_text: text }, schema: v.unknown() })
}
