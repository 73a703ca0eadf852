import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import { isStage, type Stage } from '../../src/protocol/stages'
import { openEventStream } from '../streams/eventStream'
import { STREAM_HEADERS } from '../streams/heldStream'
import { say } from '../texts'
import { notFound } from './httpError'
import { projectOf } from './projectRoutes'
import { languageOf, type StudioContext, type StudioEnv } from './request'
import type { StudioServices } from './services'

/** The streams of a project: all stages, or one. */
export function streamRoutes(studio: StudioServices): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.get('/projects/:id', (c) => openStream(studio, c, null))
  routes.get('/projects/:id/stages/:stage', (c) => {
    const stage = c.req.param('stage')
    if (!isStage(stage)) throw notFound(say(languageOf(c), 'unknownStage'))
    return openStream(studio, c, stage)
  })
  return routes
}

function openStream(studio: StudioServices, c: StudioContext, stage: Stage | null): Response {
  const project = projectOf(studio, c)
  // HEAD reaches the routes of GET. It has no body, so there is nothing to hold the connection for.
  if (c.req.method === 'HEAD') return c.body(null, 200, STREAM_HEADERS)
  const request = {
    projectId: project.id,
    stage,
    lastEventId: c.req.header('last-event-id') ?? null,
    language: languageOf(c),
  }
  openEventStream(studio.hub, request, c.env.outgoing, studio.faults)
  return RESPONSE_ALREADY_SENT
}
