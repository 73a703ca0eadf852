import { Hono } from 'hono'
import * as v from 'valibot'
import { DECISIONS, EXTRACTION_TYPE, type WireJob, type WireJobResult } from '../../src/protocol/jobs'
import { MAX_SCENES } from '../../src/protocol/sceneLimits'
import { findJob, hasActiveJob, listedJobs, updateJob, type JobRecord } from '../database/jobs'
import type { ProjectRecord } from '../database/projects'
import { stageOf } from '../database/stages'
import { acceptScenes } from '../jobs/acceptScenes'
import { STORYBOARD_JOBS } from '../jobs/jobRunner'
import { openJobStream } from '../streams/jobStream'
import { say, stageName } from '../texts'
import type { Language } from '../words/language'
import { notFound, refused } from './httpError'
import { fields, oneOf, optional, ownId, readInput, says } from './input'
import { ownedProject } from './projectRoutes'
import { errorText } from './projectView'
import { isOthers, languageOf, ownerOf, type StudioContext, type StudioEnv } from './request'
import type { StudioServices } from './services'
import { answerWithStream } from './streamAnswer'
import { isoTime } from './wireValues'

const startInput = fields({ projectId: ownId, type: oneOf([EXTRACTION_TYPE]) })
const decisionInput = fields({
  decision: oneOf(DECISIONS),
  scenes: optional(
    v.pipe(v.array(v.number(says('unknownItem'))), v.maxLength(MAX_SCENES, says('unknownItem'))),
  ),
})

/** A person's background jobs: their stream, one job, start, cancel, and the decision about proposed scenes. */
export function jobRoutes(studio: StudioServices): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.get('/stream', (c) => openStream(studio, c))
  routes.post('/', (c) => start(studio, c))
  routes.get('/:id', (c) => c.json(jobView(jobOf(studio, c), languageOf(c))))
  routes.post('/:id/cancel', (c) => {
    const job = jobOf(studio, c)
    if (!studio.jobs.cancel(job.id)) throw refused(say(languageOf(c), 'jobEnded'))
    return c.json({ jobId: job.id })
  })
  routes.post('/:id/decision', (c) => decide(studio, c))
  return routes
}

function jobView(job: JobRecord, language: Language): WireJob {
  return {
    id: job.id,
    projectId: job.project_id,
    type: job.type,
    status: job.status,
    progress: job.progress,
    currentStep: job.current_step,
    totalSteps: job.total_steps,
    progressMessage: job.message,
    errorMessage: job.error === null ? null : errorText(job.error, language, 'jobCutByRestart'),
    resultData: job.result,
    createdAt: isoTime(job.created_at),
    startedAt: isoTime(job.started_at),
    updatedAt: isoTime(job.updated_at),
  }
}

/** The job of a request's `:id`. Throws a 404 where there is none, or where it belongs to another account. */
function jobOf(studio: StudioServices, c: StudioContext): JobRecord {
  const job = studio.faults?.take('lost_job') ? null : findJob(studio.db, c.req.param('id') ?? '')
  if (!job || isOthers(c, job)) throw notFound(say(languageOf(c), 'unknownJob'))
  return job
}

function openStream(studio: StudioServices, c: StudioContext): Response {
  const ownerId = ownerOf(c)
  const language = languageOf(c)
  const { db, jobs, faults } = studio
  const source = {
    list: () => ({
      jobs: faults?.take('hidden_jobs') ? [] : listedJobs(db, ownerId).map((job) => jobView(job, language)),
      idle_stream: true,
    }),
    watch: (callback: () => void) => jobs.watch(ownerId, callback),
    onClose: (callback: () => void) => jobs.onClose(callback),
  }
  return answerWithStream(c, (response) => openJobStream(source, response, faults))
}

/** A project whose story is written anew and which is at rest. */
function readyProject(studio: StudioServices, c: StudioContext, projectId: string): ProjectRecord {
  const language = languageOf(c)
  const project = ownedProject(studio, c, projectId)
  if (studio.runner.isBusy(projectId)) throw refused(say(language, 'running'))
  if (stageOf(studio.db, projectId, 'rewrite').status !== 'completed')
    throw refused(say(language, 'earlierStages', { stage: stageName(language, 'rewrite') }))
  return project
}

async function start(studio: StudioServices, c: StudioContext): Promise<Response> {
  const { projectId } = await readInput(c, startInput)
  const project = readyProject(studio, c, projectId)
  if (hasActiveJob(studio.db, projectId, STORYBOARD_JOBS)) throw refused(say(languageOf(c), 'jobUnderWay'))
  return c.json({ jobId: studio.jobs.startExtraction(project, languageOf(c)) }, 202)
}

async function decide(studio: StudioServices, c: StudioContext): Promise<Response> {
  const { decision, scenes } = await readInput(c, decisionInput)
  const language = languageOf(c)
  const job = jobOf(studio, c)
  const result = resultOf(job)
  const proposed = result?.scenes ?? []
  if (result === null || proposed.length === 0) throw refused(say(language, 'nothingProposed'))
  if (result.decision !== undefined) throw refused(say(language, 'alreadyDecided'))
  if (decision === 'accepted') {
    const project = readyProject(studio, c, job.project_id)
    const chosen = proposed.filter(
      ({ scene_number }) => scenes === undefined || scenes.includes(scene_number),
    )
    if (chosen.length === 0) throw refused(say(language, 'nothingChosen'))
    await acceptScenes(studio, project, chosen)
  }
  updateJob(studio.db, job.id, { result: JSON.stringify({ ...result, decision }) })
  studio.jobs.announce(job.owner_id)
  return c.json({ jobId: job.id, decision })
}

/** What a completed job has made. The studio wrote it, so it is read without a schema; null where it is spoilt. */
function resultOf(job: JobRecord): WireJobResult | null {
  if (job.status !== 'completed' || job.result === null) return null
  try {
    return JSON.parse(job.result) as WireJobResult
  } catch {
    return null // spoilt by a requested fault
  }
}
