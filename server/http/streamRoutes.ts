import { Hono } from 'hono'
import { isStage, type Stage } from '../../src/protocol/stages'
import { openEventStream } from '../streams/eventStream'
import { say } from '../texts'
import { notFound } from './httpError'
import { projectOf } from './projectRoutes'
import { languageOf, type StudioContext, type StudioEnv } from './request'
import type { StudioServices } from './services'
import { answerWithStream } from './streamAnswer'

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
  const request = {
    projectId: project.id,
    stage,
    lastEventId: c.req.header('last-event-id') ?? null,
    language: languageOf(c),
  }
  return answerWithStream(c, (response) => openEventStream(studio.hub, request, response, studio.faults))
}
