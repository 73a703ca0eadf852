import * as v from 'valibot'
import { API_BASE_URL } from '@/env'
import { commandAnswerSchema, projectSnapshotSchema, type ProjectSnapshot } from '@/protocol/snapshot'
import type { Stage } from '@/protocol/stages'
import { lacksCall } from './calls/errors'
import { callApi, callApiOnce } from './calls/http'

/*
 * The calls about projects. All of them throw `ApiError`. The answer to a command only says that it was accepted: its
 * effect arrives as messages and in the next snapshot.
 */

/** The base URL for the server's media paths; `''` is the page's own origin. */
export const MEDIA_BASE = API_BASE_URL

const COLLECTION = '/api/v1/projects/projects/'

/** The path of a project, or of one of its actions. */
export function pathOf(projectId: string, action = ''): string {
  return `${COLLECTION}${encodeURIComponent(projectId)}/${action === '' ? '' : `${action}/`}`
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

/**
 * Send a command. One that was pressed is sent, even if the page is left at once.
 *
 * @returns the id of the task that the server has started; null if it names none
 */
export async function command(projectId: string, action: string, body?: unknown): Promise<string | null> {
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

/** Run a failed project again, from the stage that failed. Where a server has no call for that, running it does the same. */
export async function retryPipeline(projectId: string): Promise<void> {
  try {
    await command(projectId, 'retry_pipeline')
  } catch (error) {
    if (!lacksCall(error)) throw error
    await runPipeline(projectId)
  }
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
