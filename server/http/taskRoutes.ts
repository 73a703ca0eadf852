import { Hono } from 'hono'
import { EXPORT_TYPE, type WireSingleTask, type WireTaskProgress } from '../../src/protocol/singleTasks'
import { STAGES } from '../../src/protocol/stages'
import { findProject } from '../database/projects'
import { stageOf } from '../database/stages'
import { hasActiveTask, taskOf, type TaskRecord, type TaskState } from '../database/tasks'
import { isTaskActive } from '../jobs/taskBoard'
import { openTaskStream } from '../streams/taskStream'
import { say } from '../texts'
import type { Language } from '../words/language'
import { notFound, refused } from './httpError'
import { fields, oneOf, ownId, readInput } from './input'
import { onlyPost } from './onlyPost'
import { ownedProject } from './projectRoutes'
import { errorText } from './projectView'
import { isOthers, languageOf, type StudioContext, type StudioEnv } from './request'
import type { StudioServices } from './services'
import { answerWithStream } from './streamAnswer'
import { isoTime } from './wireValues'

const startInput = fields({ project_id: ownId, type: oneOf([EXPORT_TYPE]) })

/** The words of the wire for the states of a task. */
const STATE_WORDS: Readonly<Record<TaskState, string>> = {
  PENDING: 'pending',
  STARTED: 'running',
  SUCCESS: 'success',
  FAILURE: 'failure',
  REVOKED: 'cancelled',
}

/** Single tasks: start an export, look at a task, cancel it. */
export function taskRoutes(studio: StudioServices): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.get('/', onlyPost)
  routes.post('/', async (c) => {
    const { project_id: projectId } = await readInput(c, startInput)
    const project = ownedProject(studio, c, projectId)
    const language = languageOf(c)
    if (studio.runner.isBusy(projectId)) throw refused(say(language, 'running'))
    if (hasActiveTask(studio.db, projectId, EXPORT_TYPE)) throw refused(say(language, 'exportUnderWay'))
    const last = STAGES.at(-1) ?? 'video_generation'
    if (stageOf(studio.db, projectId, last).status !== 'completed')
      throw refused(say(language, 'clipsMissing'))
    return c.json({ task_id: studio.exports.start(project, language) }, 202)
  })
  routes.get('/:id', (c) => c.json(taskView(taskFor(studio, c), languageOf(c))))
  routes.post('/:id/cancel', (c) => {
    const { id } = taskFor(studio, c)
    if (!studio.exports.cancel(id)) throw refused(say(languageOf(c), 'jobEnded'))
    return c.json({ task_id: id })
  })
  return routes
}

/** The streams of single tasks. */
export function taskStreamRoutes(studio: StudioServices): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.get('/tasks/:id/progress', (c) => openStream(studio, c))
  return routes
}

/** The task of a request's `:id`. Throws a 404 where there is none, or where it belongs to another account. */
function taskFor(studio: StudioServices, c: StudioContext): TaskRecord {
  const task = studio.faults?.take('lost_task') ? null : taskOf(studio.db, c.req.param('id') ?? '')
  const project = task && findProject(studio.db, task.project_id)
  if (!task || !project || isOthers(c, project)) throw notFound(say(languageOf(c), 'unknownJob'))
  return task
}

function progressView(task: TaskRecord): WireTaskProgress {
  return {
    task_id: task.id,
    state: STATE_WORDS[task.state],
    progress: task.progress,
    estimated_time: task.seconds_left,
    updated_at: isoTime(task.updated_at),
  }
}

function taskView(task: TaskRecord, language: Language): WireSingleTask {
  return {
    ...progressView(task),
    type: task.type,
    project_id: task.project_id,
    message: task.message,
    error: task.error === null ? null : errorText(task.error, language, 'jobCutByRestart'),
    result: task.file === null ? null : { url: `/media/${task.file}` },
    created_at: isoTime(task.created_at),
    started_at: isoTime(task.started_at),
  }
}

function openStream(studio: StudioServices, c: StudioContext): Response {
  const { id } = taskFor(studio, c)
  const language = languageOf(c)
  const { db, tasks, faults } = studio
  const source = {
    progress() {
      const task = taskOf(db, id)
      return task && progressView(task)
    },
    end() {
      const task = taskOf(db, id)
      if (!task || isTaskActive(task)) return null
      if (task.state !== 'FAILURE') return { state: STATE_WORDS[task.state] }
      return { error: errorText(task.error ?? '', language, 'jobCutByRestart') }
    },
    watch: (watcher: Parameters<typeof tasks.watch>[1]) => tasks.watch(id, watcher),
    goneText: say(language, 'unknownJob'),
    timeoutText: say(language, 'streamTimeout'),
  }
  return answerWithStream(c, (response) => openTaskStream(source, response, faults))
}
