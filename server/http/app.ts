import { Hono } from 'hono'
import { say } from '../texts'
import { commandRoutes } from './commandRoutes'
import { editRoutes } from './editRoutes'
import { answerWithFaults, faultRoutes } from './faultRoutes'
import { guardRequests } from './guard'
import { HttpError } from './httpError'
import { mediaRoutes } from './mediaRoutes'
import { projectRoutes } from './projectRoutes'
import { languageOf, type StudioEnv } from './request'
import type { StudioServices } from './services'
import { demandMediaSignIn, demandSignIn } from './signIn'
import { streamRoutes } from './streamRoutes'
import { userRoutes } from './userRoutes'

/** Both places where a deployment may serve its streams. */
const STREAM_PREFIXES = ['/api/v1/sse', '/api/v1/projects/sse']

/**
 * All of the studio's addresses.
 *
 * @param onBug told of errors that are not an answer
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
    for (const prefix of STREAM_PREFIXES) app.use(`${prefix}/*`, answerWithFaults(studio.faults, 'stream'))
    app.use('/api/v1/projects/projects/*', answerWithFaults(studio.faults, 'rest'))
  }
  if (studio.auth) {
    app.route('/api/v1/users', userRoutes(studio.auth))
    // All that follows below these is closed, whatever is added to it later.
    app.use('/api/*', demandSignIn(studio.auth))
    app.use('/media/:name', demandMediaSignIn(studio.auth, studio.db))
  }
  for (const prefix of STREAM_PREFIXES) app.route(prefix, streamRoutes(studio))
  for (const routes of [commandRoutes, editRoutes, projectRoutes])
    app.route('/api/v1/projects/projects', routes(studio))
  app.route('/media', mediaRoutes(studio.media))
  app.notFound((c) => c.json({ detail: say(languageOf(c), 'notFound') }, 404))
  app.onError((error, c) => {
    if (error instanceof HttpError) return c.json(error.body, error.status)
    onBug(error)
    return c.json({ detail: say(languageOf(c), 'internal') }, 500)
  })
  return app
}
