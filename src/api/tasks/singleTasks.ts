import * as v from 'valibot'
import { API_BASE_URL } from '@/env'
import { mediaUrl } from '@/protocol/mediaUrl'
import {
  EXPORT_TYPE,
  fileOfResult,
  parseTaskEvent,
  resultOfFile,
  singleTaskSchema,
  taskStartedSchema,
  TASK_END_EVENTS,
  type SingleTask,
  type TaskEvent,
} from '@/protocol/singleTasks'
import { callApi } from '../calls/http'
import { isOffered } from './offers'
import { createTaskStream, type TaskStream, type TaskStreamListener } from './taskStream'

/*
 * Single long tasks, such as the export of a film: a stream for each, and calls about it. The calls throw `ApiError`.
 */

const PATH = '/api/v1/tasks/'

/** Make the stream of one task. */
export function createProgressStream(taskId: string, listener: TaskStreamListener<TaskEvent>): TaskStream {
  const path = `/api/v1/sse/tasks/${encodeURIComponent(taskId)}/progress`
  return createTaskStream({ path, endEvents: TASK_END_EVENTS, parse: parseTaskEvent }, listener)
}

/** Whether this server exports films. */
export function offersTasks(): Promise<boolean> {
  return isOffered(PATH)
}

/** Fetch one task. One that the server does not know is `not_found`. The address of its file is left out unless it is safe. */
export async function fetchTask(taskId: string, signal?: AbortSignal): Promise<SingleTask> {
  const path = `${PATH}${encodeURIComponent(taskId)}/`
  const call = { method: 'GET', path, schema: singleTaskSchema, ...(signal && { signal }) } as const
  const task = await callApi(call)
  const file = fileOfResult(task.result)
  return file === null ? task : { ...task, result: resultOfFile(mediaUrl(file, API_BASE_URL)) }
}

/** Start to export the film of a project. @returns the id of the task */
export function startExport(projectId: string): Promise<string> {
  const body = { project_id: projectId, type: EXPORT_TYPE }
  return callApi({ method: 'POST', path: PATH, body, schema: taskStartedSchema, keepalive: true })
}

/** Cancel a task. */
export async function cancelTask(taskId: string): Promise<void> {
  const path = `${PATH}${encodeURIComponent(taskId)}/cancel/`
  await callApi({ method: 'POST', path, schema: v.unknown(), keepalive: true })
}
