import * as v from 'valibot'
import { API_BASE_URL } from '@/env'
import {
  EXTRACTION_TYPE,
  jobSchema,
  jobStartedSchema,
  parseJobList,
  type Decision,
  type Job,
  type JobList,
} from '@/protocol/jobs'
import type { FollowedStream, StreamListener } from '@/worker/page/hubClient'
import { callApi } from '../calls/http'
import { pageHub } from '../session/pageHub'
import { isOffered } from './offers'

/*
 * A person's background jobs: one stream, and calls about single jobs. The calls throw `ApiError`.
 */

const PATH = '/api/tasks/'
const STREAM_PATH = `${PATH}stream`

/** The callbacks of the job stream; those about the connection are the same as for a project. */
export interface JobStreamListener extends Omit<StreamListener, 'onParsed' | 'onEvent'> {
  readonly onJobs: (list: JobList, receivedAt: number) => void
  /** A snapshot that cannot be read. */
  readonly onMalformed: (data: string) => void
}

/**
 * Make the stream of this person's jobs. It is shared with the other tabs. Each event is a whole snapshot, so a server
 * may end the stream after any of them, and it is reopened quietly.
 */
export function createJobStream({ onJobs, onMalformed, ...listener }: JobStreamListener): FollowedStream {
  const address = { url: API_BASE_URL + STREAM_PATH, endEvents: ['', 'message'] }
  return pageHub().stream(address, {
    ...listener,
    onEvent(name, data, receivedAt) {
      if (!address.endEvents.includes(name)) return
      const list = parseJobList(data)
      if (list) onJobs(list, receivedAt)
      else onMalformed(data)
    },
  })
}

/** Whether this server has background jobs. */
export function offersJobs(): Promise<boolean> {
  return isOffered(STREAM_PATH)
}

function pathOf(jobId: string, action = ''): string {
  return `${PATH}${encodeURIComponent(jobId)}${action === '' ? '' : `/${action}`}`
}

/** Fetch one job. A job that the server does not know is `not_found`. */
export function fetchJob(jobId: string, signal?: AbortSignal): Promise<Job> {
  return callApi({ method: 'GET', path: pathOf(jobId), schema: jobSchema, ...(signal && { signal }) })
}

/** Start to divide a project's text into scenes. @returns the id of the job */
export function startExtraction(projectId: string): Promise<string> {
  const body = { projectId, type: EXTRACTION_TYPE }
  return callApi({ method: 'POST', path: PATH, body, schema: jobStartedSchema, keepalive: true })
}

/** Cancel a job and those that would follow from it. */
export async function cancelJob(jobId: string): Promise<void> {
  await callApi({ method: 'POST', path: pathOf(jobId, 'cancel'), schema: v.unknown(), keepalive: true })
}

/**
 * Decide about the scenes that a job proposes.
 *
 * @param scenes the numbers of those that become the storyboard; not used by `discarded`
 */
export async function decideScenes(
  jobId: string,
  decision: Decision,
  scenes: readonly number[],
): Promise<void> {
  const body = decision === 'accepted' ? { decision, scenes } : { decision }
  await callApi({ method: 'POST', path: pathOf(jobId, 'decision'), body, schema: v.unknown() })
}
