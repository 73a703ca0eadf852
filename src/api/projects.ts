import * as v from 'valibot'
import { API_BASE_URL } from '@/env'
import { mediaUrl } from '@/protocol/mediaUrl'
import type { AspectRatio } from '@/protocol/aspectRatios'
import {
  commandAnswerSchema,
  projectPageSchema,
  projectSnapshotSchema,
  type ProjectPage,
  type ProjectSnapshot,
} from '@/protocol/snapshot'
import type { Stage } from '@/protocol/stages'
import { callApi, callApiOnce } from './calls/http'

/*
 * The calls about projects. All of them throw `ApiError`; ids are put into the path encoded. A command's answer only
 * says that it was taken: its effect comes as messages and in the next snapshot.
 */

/** Where media paths of the server are resolved against; `''` for the page's own origin. */
export const MEDIA_BASE = API_BASE_URL

const COLLECTION = '/api/v1/projects/projects/'

function pathOf(projectId: string, action = ''): string {
  return `${COLLECTION}${encodeURIComponent(projectId)}/${action === '' ? '' : `${action}/`}`
}

/** What is asked of the list. */
export interface ProjectListQuery {
  /** Words to be found; `''` for all. */
  readonly search: string
  /** A project status; null for all. */
  readonly status: string | null
  /** From 1. */
  readonly page: number
}

/** Fetch a page of the list, its stills checked to be safe. A page that does not exist is `not_found`. */
export async function fetchProjectPage(query: ProjectListQuery, signal: AbortSignal): Promise<ProjectPage> {
  const parameters = new URLSearchParams()
  if (query.search.trim() !== '') parameters.set('search', query.search.trim())
  if (query.status !== null) parameters.set('status', query.status)
  if (query.page > 1) parameters.set('page', String(query.page))
  const words = parameters.toString()
  const page = await callApi({
    method: 'GET',
    path: words === '' ? COLLECTION : `${COLLECTION}?${words}`,
    schema: projectPageSchema,
    signal,
  })
  const results = page.results.map((row) => ({ ...row, stillUrl: mediaUrl(row.stillUrl, MEDIA_BASE) }))
  return { ...page, results }
}

/** Fetch the snapshot of a project. A failed call is not repeated here: the caller has a loop of its own. */
export function fetchSnapshot(
  projectId: string,
  signal: AbortSignal,
  onSend = () => {},
): Promise<ProjectSnapshot> {
  return callApiOnce({
    method: 'GET',
    path: pathOf(projectId),
    schema: projectSnapshotSchema,
    signal,
    onSend,
  })
}

/** Read a snapshot that was kept; null where it is none. */
export function readSnapshot(body: unknown): ProjectSnapshot | null {
  const result = v.safeParse(projectSnapshotSchema, body)
  return result.success ? result.output : null
}

/** What a project is made from. */
export interface NewProject {
  readonly name: string
  readonly story: string
  readonly aspectRatio: AspectRatio
}

const createdSchema = v.object({ id: v.pipe(v.union([v.string(), v.number()]), v.transform(String)) })

/** Make a project; nothing runs yet. Faults of the input are `invalid`, by `name` and `original_topic`. */
export function createProject({ name, story, aspectRatio }: NewProject): Promise<{ id: string }> {
  const body = { name, original_topic: story, aspect_ratio: aspectRatio }
  return callApi({ method: 'POST', path: COLLECTION, body, schema: createdSchema })
}

/** Remove a project and all it has made. `keepalive` lets the call outlive the page. */
export async function removeProject(projectId: string, options: { keepalive: boolean }): Promise<void> {
  await callApi({ method: 'DELETE', path: pathOf(projectId), schema: v.unknown(), ...options })
}

async function command(projectId: string, action: string, body?: unknown): Promise<void> {
  await callApi({
    method: 'POST',
    path: pathOf(projectId, action),
    ...(body !== undefined && { body }),
    schema: v.nullable(commandAnswerSchema),
  })
}

/** Run all stages that are not completed. */
export function runPipeline(projectId: string): Promise<void> {
  return command(projectId, 'run_pipeline')
}

/** Run one stage by itself. */
export function executeStage(projectId: string, stage: Stage): Promise<void> {
  return command(projectId, 'execute_stage', { stage_name: stage })
}

/** Stop the run where it is; what is finished stays. */
export function pauseProject(projectId: string): Promise<void> {
  return command(projectId, 'pause')
}

/** Go on with a paused run. */
export function resumeProject(projectId: string): Promise<void> {
  return command(projectId, 'resume')
}

/** Mark a failed stage to be run again; on its own this starts nothing. */
export function retryStage(projectId: string, stage: Stage): Promise<void> {
  return command(projectId, 'retry_stage', { stage_name: stage })
}
