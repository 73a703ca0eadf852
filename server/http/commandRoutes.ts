import { Hono } from 'hono'
import * as v from 'valibot'
import { MAX_SCENES } from '../../src/protocol/sceneLimits'
import { STAGES, type Stage } from '../../src/protocol/stages'
import { id } from '../../src/protocol/wireFields'
import { mediaFilesOf, settleStatus, type ProjectRecord } from '../database/projects'
import { clearProducts, scenesOf } from '../database/scenes'
import { markForRetry, resetStages, stageOf, stagesOf } from '../database/stages'
import { findTask } from '../database/tasks'
import type { StageInput } from '../runs/runContext'
import type { RunTarget } from '../runs/runner'
import { channelName } from '../streams/hub'
import { queueText, say, stageName, type TextKey } from '../texts'
import type { CommandAnswer } from './answers'
import { notFound, refused } from './httpError'
import { anyObject, fields, optional, readInput, says, stage } from './input'
import { projectOf } from './projectRoutes'
import { errorText } from './projectView'
import { languageOf, type StudioContext, type StudioEnv } from './request'
import type { StudioServices } from './services'

const stageInput = fields({
  stage_name: stage,
  input_data: optional(
    v.pipe(
      anyObject,
      v.object({
        storyboard_ids: optional(
          v.pipe(v.array(id, says('unknownItem')), v.maxLength(MAX_SCENES, says('unknownItem'))),
        ),
        force_regenerate: v.optional(v.fallback(v.boolean(), false), false),
      }),
    ),
  ),
})

/** Commands of a project: run, pause, resume, retry, execute one stage, roll back, and the state of a task. */
export function commandRoutes(studio: StudioServices): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.post('/:id/run_pipeline', (c) => {
    const project = idleProject(studio, c)
    if (project.completed_stages === STAGES.length) throw refusedBecause(c, 'allCompleted')
    return start(studio, c, project, { kind: 'pipeline' })
  })
  routes.post('/:id/resume', (c) => {
    const project = idleProject(studio, c)
    if (project.status !== 'paused') throw refusedBecause(c, 'notPaused')
    return start(studio, c, project, { kind: 'pipeline' })
  })
  routes.post('/:id/retry_pipeline', (c) => {
    const project = idleProject(studio, c)
    if (project.status !== 'failed') throw refusedBecause(c, 'notFailed')
    return start(studio, c, project, { kind: 'pipeline' })
  })
  routes.post('/:id/pause', async (c) => {
    const { id } = projectOf(studio, c)
    if (!studio.runner.isBusy(id)) throw refusedBecause(c, 'notRunning')
    const wasQueued = studio.runner.release(id)
    if (!wasQueued) await studio.runner.stop(id)
    return answer(c, { message: say(languageOf(c), wasQueued ? 'released' : 'paused'), project_id: id })
  })
  routes.post('/:id/force_release_queue', (c) => {
    const { id } = projectOf(studio, c)
    if (!studio.runner.release(id)) throw refusedBecause(c, 'notQueued')
    return answer(c, { message: say(languageOf(c), 'released'), project_id: id })
  })
  routes.post('/:id/execute_stage', (c) => executeStage(studio, c))
  routes.post('/:id/retry_stage', (c) => retryStage(studio, c))
  routes.post('/:id/rollback_stage', (c) => rollBackStage(studio, c))
  routes.get('/:id/task_status', (c) => {
    const project = projectOf(studio, c)
    const task = findTask(studio.db, project.id, c.req.query('task_id') ?? null)
    if (!task) throw notFound(say(languageOf(c), 'notFound'))
    const error = task.error === null ? {} : { error: errorText(task.error, languageOf(c)) }
    return c.json({ task_id: task.id, state: task.state, ...error })
  })
  return routes
}

function answer(c: StudioContext, body: CommandAnswer, status: 200 | 202 = 200): Response {
  return c.json(body, status)
}

function refusedBecause(c: StudioContext, key: TextKey): Error {
  return refused(say(languageOf(c), key))
}

/** The project of a request, which must be neither running nor queued. */
function idleProject(studio: StudioServices, c: StudioContext): ProjectRecord {
  const { id } = projectOf(studio, c)
  if (studio.runner.isBusy(id)) throw refusedBecause(c, 'running')
  studio.runner.writeEnd(id)
  return projectOf(studio, c)
}

function start(
  studio: StudioServices,
  c: StudioContext,
  project: ProjectRecord,
  target: RunTarget,
): Response {
  const language = languageOf(c)
  const { taskId, position } = studio.runner.start(project.id, target, language)
  const name = target.kind === 'stage' ? target.stage : null
  const body = {
    task_id: taskId,
    channel: channelName(project.id, name),
    message: position === null ? say(language, 'started') : queueText(language, position - 1),
    project_id: project.id,
    ...(name !== null && { stage: name }),
    ...(position !== null && { queue_status: 'queued', queue_position: position }),
  }
  return answer(c, body, 202)
}

async function executeStage(studio: StudioServices, c: StudioContext): Promise<Response> {
  const { stage, input } = await readStageCommand(c)
  const project = idleProject(studio, c)
  const language = languageOf(c)
  const stages = stagesOf(studio.db, project.id)
  const missing = stages.slice(0, STAGES.indexOf(stage)).find((earlier) => earlier.status !== 'completed')
  if (missing) throw refused(say(language, 'earlierStages', { stage: stageName(language, missing.stage) }))
  const known = scenesOf(studio.db, project.id).map((scene) => scene.id)
  if (input.sceneIds?.some((id) => !known.includes(id))) throw refused(say(language, 'unknownItem'))
  const completed = stageOf(studio.db, project.id, stage).status === 'completed'
  if (completed && !input.force && input.sceneIds === null)
    return answer(c, {
      skipped: true,
      message: say(language, 'stageSkipped', { stage: stageName(language, stage) }),
    })
  return start(studio, c, project, { kind: 'stage', stage, input })
}

/** Only mark the stage, as a deployment does; `execute_stage` or `run_pipeline` then makes the missing parts. */
async function retryStage(studio: StudioServices, c: StudioContext): Promise<Response> {
  const { stage } = await readStageCommand(c)
  const project = idleProject(studio, c)
  const language = languageOf(c)
  if (stageOf(studio.db, project.id, stage).status !== 'failed') throw refusedBecause(c, 'stageNotFailed')
  markForRetry(studio.db, project.id, stage)
  announceSettled(studio, project.id)
  return answer(c, { message: say(language, 'stageReady', { stage: stageName(language, stage) }), stage })
}

async function rollBackStage(studio: StudioServices, c: StudioContext): Promise<Response> {
  const { stage } = await readStageCommand(c)
  const project = idleProject(studio, c)
  const language = languageOf(c)
  const from = STAGES.slice(STAGES.indexOf(stage))
  const before = mediaFilesOf(studio.db, project.id)
  studio.db.transaction(() => {
    clearProducts(studio.db, project.id, from)
    resetStages(studio.db, project.id, from)
  })
  announceSettled(studio, project.id)
  const kept = new Set(mediaFilesOf(studio.db, project.id))
  await studio.media.remove(before.filter((file) => !kept.has(file)))
  return answer(c, { message: say(language, 'rolledBack', { stage: stageName(language, stage) }), stage })
}

function announceSettled(studio: StudioServices, projectId: string): void {
  const status = settleStatus(studio.db, projectId)
  studio.hub.publish(projectId, { type: 'stage_update', stage: 'pipeline', status })
}

/** The stage that a command names, and what to make in it. */
async function readStageCommand(c: StudioContext): Promise<{ stage: Stage; input: StageInput }> {
  const { stage_name, input_data } = await readInput(c, stageInput)
  const ids = input_data?.storyboard_ids ?? []
  return {
    stage: stage_name,
    input: { sceneIds: ids.length > 0 ? ids : null, force: input_data?.force_regenerate ?? false },
  }
}
