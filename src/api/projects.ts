import * as v from 'valibot'
import { API_BASE_URL } from '@/env'
import { mediaUrl } from '@/protocol/mediaUrl'
import type { AspectRatio } from '@/protocol/aspectRatios'
import {
  aspectRatio,
  commandAnswerSchema,
  projectPageSchema,
  projectSnapshotSchema,
  type ProjectPage,
  type ProjectSnapshot,
} from '@/protocol/snapshot'
import { id } from '@/protocol/wireFields'
import type { Stage } from '@/protocol/stages'
import { callApi, callApiOnce } from './calls/http'

/*
 * The calls about projects. All of them throw `ApiError`. The answer to a command only says that it was accepted: its
 * effect arrives as messages and in the next snapshot.
 */

/** The base URL for the server's media paths; `''` is the page's own origin. */
export const MEDIA_BASE = API_BASE_URL

const COLLECTION = '/api/v1/projects/projects/'

function pathOf(projectId: string, action = ''): string {
  return `${COLLECTION}${encodeURIComponent(projectId)}/${action === '' ? '' : `${action}/`}`
}

/** Which page of the list to fetch. */
export interface ProjectListQuery {
  /** The search text; `''` for all. */
  readonly search: string
  /** A project status; null for all. */
  readonly status: string | null
  /** From 1. */
  readonly page: number
}

/** Fetch a page of the list; unsafe URLs of stills are removed. A page that does not exist is `not_found`. */
export async function fetchProjectPage(query: ProjectListQuery, signal: AbortSignal): Promise<ProjectPage> {
  const parameters = new URLSearchParams()
  if (query.search.trim() !== '') parameters.set('search', query.search.trim())
  if (query.status !== null) parameters.set('status', query.status)
  if (query.page > 1) parameters.set('page', String(query.page))
  const search = parameters.toString()
  const page = await callApi({
    method: 'GET',
    path: search === '' ? COLLECTION : `${COLLECTION}?${search}`,
    schema: projectPageSchema,
    signal,
  })
  const results = page.results.map((row) => ({ ...row, stillUrl: mediaUrl(row.stillUrl, MEDIA_BASE) }))
  return { ...page, results }
}

/** A snapshot, and the answer as the server wrote it, which can be kept and read again. */
export interface FetchedSnapshot {
  readonly snapshot: ProjectSnapshot
  readonly wire: unknown
}

const fetchedSnapshotSchema = v.pipe(
  v.unknown(),
  v.transform((wire) => ({ wire, snapshot: wire })),
  v.object({ wire: v.unknown(), snapshot: projectSnapshotSchema }),
)

/** Fetch the snapshot of a project. A failed call is not repeated here: the caller has a loop of its own. */
export function fetchSnapshot(
  projectId: string,
  signal: AbortSignal,
  onSend = () => {},
  limitMs?: number,
): Promise<FetchedSnapshot> {
  return callApiOnce({
    method: 'GET',
    path: pathOf(projectId),
    schema: fetchedSnapshotSchema,
    signal,
    onSend,
    limitMs,
  })
}

/** Read a snapshot that was kept; null if it is not valid. */
export function readSnapshot(body: unknown): ProjectSnapshot | null {
  const result = v.safeParse(projectSnapshotSchema, body)
  return result.success ? result.output : null
}

/** The input for a new project. */
export interface NewProject {
  readonly name: string
  readonly story: string
  /** Null: leave it to the server. */
  readonly aspectRatio: AspectRatio | null
}

const createdSchema = v.pipe(
  v.object({ id, aspect_ratio: aspectRatio }),
  v.transform((wire) => ({ id: wire.id, aspectRatio: wire.aspect_ratio })),
)

/**
 * Create a project without running it. The answer has no `aspectRatio` if the server has none for each film. Faults of the input are `invalid`, by `name` and `original_topic`.
 */
export function createProject({
  name,
  story,
  aspectRatio: shape,
}: NewProject): Promise<v.InferOutput<typeof createdSchema>> {
  const body = { name, original_topic: story, ...(shape && { aspect_ratio: shape }) }
  return callApi({ method: 'POST', path: COLLECTION, body, schema: createdSchema })
}

/** Delete a project and everything in it. `keepalive` lets the call outlive the page. */
export async function removeProject(projectId: string, options: { keepalive: boolean }): Promise<void> {
  await callApi({ method: 'DELETE', path: pathOf(projectId), schema: v.unknown(), ...options })
}

/** A command that was pressed is sent, even if the page is left at once. */
/** @returns the id of the task that the server has started; null if it names none */
async function command(projectId: string, action: string, body?: unknown): Promise<string | null> {
  const answer = await callApi({
    method: 'POST',
    keepalive: true,
    path: pathOf(projectId, action),
    ...(body !== undefined && { body }),
    schema: v.nullable(commandAnswerSchema),
  })
  return answer?.task_id ?? null
}

/** Run all stages that are not completed yet. */
export async function runPipeline(projectId: string): Promise<void> {
  await command(projectId, 'run_pipeline')
}

/** Run only this stage. */
export async function executeStage(projectId: string, stage: Stage): Promise<void> {
  await command(projectId, 'execute_stage', { stage_name: stage })
}

/** Make the item of one scene again. @returns the id of the task; null if the server names none */
export function executeScene(projectId: string, stage: Stage, sceneId: string): Promise<string | null> {
  const input = { storyboard_ids: [sceneId], force_regenerate: true }
  return command(projectId, 'execute_stage', { stage_name: stage, input_data: input })
}

/** Pause the run; finished results stay. */
export async function pauseProject(projectId: string): Promise<void> {
  await command(projectId, 'pause')
}

/** Resume a paused run. */
export async function resumeProject(projectId: string): Promise<void> {
  await command(projectId, 'resume')
}

/** Mark a failed stage to be run again. This alone starts nothing. */
export async function retryStage(projectId: string, stage: Stage): Promise<void> {
  await command(projectId, 'retry_stage', { stage_name: stage })
}
