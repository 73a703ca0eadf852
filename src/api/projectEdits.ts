import * as v from 'valibot'
import { readSeconds, SCENE_FIELDS, type SceneField } from '@/protocol/sceneFields'
import type { Stage } from '@/protocol/stages'
import { callApi } from './calls/http'
import { command, pathOf } from './projects'

/*
 * The calls that change what a run has made. All of them throw `ApiError`. Each change names what the person saw, so that a
 * server that checks it answers 409 instead of overwriting somebody else's change; other servers ignore it.
 */

/** What a call changes: the new value and the one that it replaces. */
export interface Change<T> {
  readonly from: T
  readonly to: T
}

async function patch(projectId: string, action: string, body: object): Promise<void> {
  await callApi({ method: 'PATCH', path: pathOf(projectId, action), body, schema: v.unknown() })
}

/** Replace the rewritten story. `from`: the one that the person saw; left out, where any is to be replaced. */
export async function saveRewrite(projectId: string, to: string, from?: string): Promise<void> {
  const expected = from !== undefined && { expected: { rewritten_text: from } }
  await patch(projectId, 'update_rewrite', { rewritten_text: to, ...expected })
}

/** Change texts of a scene; the length is a number of seconds as text. */
export async function saveScene(
  projectId: string,
  sceneId: string,
  changes: Readonly<Partial<Record<SceneField, Change<string>>>>,
): Promise<void> {
  const values = (side: 'from' | 'to') =>
    Object.fromEntries(
      Object.entries(changes).map(([field, change]) => [
        SCENE_FIELDS[field as SceneField],
        field === 'durationSeconds' ? readSeconds(change[side]) : change[side],
      ]),
    )
  await patch(projectId, 'update_storyboard', {
    storyboard_id: sceneId,
    ...values('to'),
    expected: values('from'),
  })
}

/** Give a scene another camera move. */
export async function saveMove(projectId: string, cameraId: string, { from, to }: Change<string>) {
  await patch(projectId, 'update_camera_movement', {
    camera_id: cameraId,
    movement_type: to,
    expected: { movement_type: from },
  })
}

/** Put the scenes into another order; both name all of them. */
export async function saveOrder(projectId: string, { from, to }: Change<readonly string[]>): Promise<void> {
  const body = { storyboard_ids: to, expected: from }
  await callApi({ method: 'POST', path: pathOf(projectId, 'reorder_storyboards'), body, schema: v.unknown() })
}

/** Make an older picture or clip the newest one again. */
export async function restoreVersion(projectId: string, stage: Stage, itemId: string): Promise<void> {
  const body = { stage_name: stage, item_id: itemId }
  await callApi({ method: 'POST', path: pathOf(projectId, 'restore_version'), body, schema: v.unknown() })
}

/** Give a project another name. */
export async function renameProject(projectId: string, name: string): Promise<void> {
  await patch(projectId, '', { name })
}

/** Replace the story of a project that was never run. */
export async function saveStory(projectId: string, story: string): Promise<void> {
  await patch(projectId, '', { original_topic: story })
}

/** Have the models of a project asked with another set of prompt templates. */
export async function saveTemplates(projectId: string, set: string): Promise<void> {
  await patch(projectId, '', { prompt_template_set: set })
}

/** Make the items of some scenes again; of all scenes without `sceneIds`. @returns the task's id; null if none is named */
export function makeAgain(
  projectId: string,
  stage: Stage,
  sceneIds: readonly string[] | null,
): Promise<string | null> {
  const input = { ...(sceneIds && { storyboard_ids: sceneIds }), force_regenerate: true }
  return command(projectId, 'execute_stage', { stage_name: stage, input_data: input })
}

/** Take back what a stage and all later ones have made. */
export async function rollBackStage(projectId: string, stage: Stage): Promise<void> {
  await command(projectId, 'rollback_stage', { stage_name: stage })
}

/** Take a project out of the queue that it waits in. */
export async function releaseQueue(projectId: string): Promise<void> {
  await command(projectId, 'force_release_queue')
}

const taskSchema = v.object({ state: v.string() })

/** Whether a task that a command has started has ended, and how. */
export async function fetchTaskEnd(
  projectId: string,
  taskId: string,
): Promise<'running' | 'succeeded' | 'failed'> {
  const { state } = await callApi({
    method: 'GET',
    path: `${pathOf(projectId, 'task_status')}?task_id=${encodeURIComponent(taskId)}`,
    schema: taskSchema,
  })
  if (state === 'SUCCESS') return 'succeeded'
  return state === 'FAILURE' || state === 'REVOKED' ? 'failed' : 'running'
}
