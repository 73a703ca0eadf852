import { Hono } from 'hono'
import { storageProblemOf } from '../storage/storageProblem'
import { say } from '../texts'
import { batchRoutes } from './batchRoutes'
import { commandRoutes } from './commandRoutes'
import { editRoutes } from './editRoutes'
import { answerWithFaults, faultRoutes } from './faultRoutes'
import { guardRequests } from './guard'
import { generateRoutes } from './generateRoutes'
import { HttpError } from './httpError'
import { importRoutes } from './importRoutes'
import { jobRoutes } from './jobRoutes'
import { mediaRoutes } from './mediaRoutes'
import { projectRoutes } from './projectRoutes'
import { languageOf, type StudioEnv } from './request'
import type { StudioServices } from './services'
import { requireMediaSignIn, requireSignIn } from './signIn'
import { streamRoutes } from './streamRoutes'
import { taskRoutes, taskStreamRoutes } from './taskRoutes'
import { userRoutes } from './userRoutes'

/** The two prefixes under which deployments serve their streams. */
const STREAM_PREFIXES = ['/api/v1/sse', '/api/v1/projects/sse']

/**
 * All routes of the studio.
 *
 * @param onBug called with errors that are not meant as an answer
 */
export function createApp(
  studio: StudioServices,
  allowedHosts: readonly string[],
  onBug: (error: unknown) => void,
): Hono<StudioEnv> {
  const app = new Hono<StudioEnv>({ strict: false })
  app.use(guardRequests(allowedHosts))
  if (studio.faults) {
    app.route('/api/v1/faults', faultRoutes(studio.faults))
    for (const prefix of STREAM_PREFIXES)
      app.use(`${prefix}/projects/*`, answerWithFaults(studio.faults, 'stream'))
    app.use('/api/v1/projects/projects/*', answerWithFaults(studio.faults, 'rest'))
    app.use('/api/tasks/stream', answerWithFaults(studio.faults, 'job_stream'))
    app.use('/api/creative/batches/:id/events', answerWithFaults(studio.faults, 'task_stream'))
    app.use('/api/v1/sse/tasks/:id/progress', answerWithFaults(studio.faults, 'task_stream'))
    app.use('/api/creative/batches/:id', answerWithFaults(studio.faults, 'tasks'))
    app.use('/api/v1/tasks/:id', answerWithFaults(studio.faults, 'tasks'))
    app.use('/api/generate/status', answerWithFaults(studio.faults, 'tasks'))
    app.use('/api/tasks/:id{(?!stream/?$).*}', answerWithFaults(studio.faults, 'tasks'))
  }
  if (studio.auth) {
    app.route('/api/v1/users', userRoutes(studio.auth))
    // These stand before all routes that need sign-in, so that a route added later needs it too.
    app.use('/api/*', requireSignIn(studio.auth))
    app.use('/media/:name', requireMediaSignIn(studio.auth, studio.db))
  }
  for (const prefix of STREAM_PREFIXES) app.route(prefix, streamRoutes(studio))
  for (const routes of [importRoutes, commandRoutes, editRoutes, projectRoutes])
    app.route('/api/v1/projects/projects', routes(studio))
  // The built-in producers ask no model, and a service is asked with the studio's own prompts.
  app.get('/api/v1/prompts/sets', (c) => c.json({ count: 0, next: null, previous: null, results: [] }))
  app.route('/api/tasks', jobRoutes(studio))
  app.route('/api/creative/batches', batchRoutes(studio))
  app.route('/api/v1/tasks', taskRoutes(studio))
  app.route('/api/v1/sse', taskStreamRoutes(studio))
  app.route('/api', generateRoutes(studio))
  app.route('/media', mediaRoutes(studio.media))
  app.notFound((c) => c.json({ detail: say(languageOf(c), 'notFound') }, 404))
  app.onError((error, c) => {
    if (error instanceof HttpError) return c.json(error.body, error.status)
    onBug(error)
    const problem = storageProblemOf(error)
    if (problem !== null) return c.json({ detail: say(languageOf(c), problem) }, 507)
    return c.json({ detail: say(languageOf(c), 'internal') }, 500)
  })
  return app
}
