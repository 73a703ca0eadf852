import { Hono } from 'hono'
import * as v from 'valibot'
import { DEFAULT_ASPECT_RATIO } from '../../src/protocol/aspectRatios'
import { MAX_NAME_LENGTH, nameFromStory } from '../../src/protocol/storyText'
import {
  countByStatus,
  deleteProject,
  findProject,
  insertProject,
  listProjects,
  updateProject,
  type NewProject,
  type ProjectChange,
  type ProjectRecord,
  type StudioStatus,
} from '../database/projects'
import { say } from '../texts'
import { notFound } from './httpError'
import type { ProjectPageAnswer, ProjectSnapshotAnswer } from './answers'
import { aspectRatio, fields, filmLength, optional, readInput, says, story, text } from './input'
import { projectRow, projectSnapshot } from './projectView'
import { isOthers, languageOf, ownerOf, type StudioContext, type StudioEnv } from './request'
import type { StudioServices } from './services'

const DEFAULT_PAGE_SIZE = 20
const MAX_PAGE_SIZE = 100
const MAX_DESCRIPTION_LENGTH = 2000

const words = {
  name: optional(v.pipe(text(MAX_NAME_LENGTH), v.trim())),
  description: optional(text(MAX_DESCRIPTION_LENGTH)),
}
const film = { aspect_ratio: optional(aspectRatio), film_length: optional(filmLength) }
const newProjectInput = fields({ ...words, original_topic: story, ...film })
const draftChangeInput = fields({ ...words, original_topic: optional(story), ...film })
/** Once work has begun, the story, the shape and the length of the film stay. */
const fixed = optional(v.never(says('storyFixed')))
const startedChangeInput = fields({
  ...words,
  original_topic: fixed,
  aspect_ratio: fixed,
  film_length: fixed,
})
const estimateInput = fields({ original_topic: story })

/** The project of a request's `:id`. Throws a 404 where there is none, or where it belongs to another account. */
export function projectOf(studio: StudioServices, c: StudioContext): ProjectRecord {
  return ownedProject(studio, c, c.req.param('id') ?? '')
}

/** Tell those who watch a project that something else than its run has changed it. */
export function announceChange({ hub }: Pick<StudioServices, 'hub'>, { id, status }: ProjectRecord): void {
  hub.publish(id, { type: 'stage_update', stage: 'pipeline', status })
}

/** The project with this id. Throws a 404 where there is none, or where it belongs to another account. */
export function ownedProject(studio: StudioServices, c: StudioContext, id: string): ProjectRecord {
  const project = findProject(studio.db, id)
  if (!project || isOthers(c, project)) throw notFound(say(languageOf(c), 'notFound'))
  return project
}

/** Projects: list, statistics, create, snapshot, change, delete. */
export function projectRoutes(studio: StudioServices): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.get('/', (c) => c.json(listPage(studio, c)))
  routes.get('/statistics', (c) => {
    const counts: Record<StudioStatus, number> = {
      draft: 0,
      queued: 0,
      processing: 0,
      completed: 0,
      failed: 0,
      paused: 0,
    }
    for (const { status, count } of countByStatus(studio.db, ownerOf(c))) counts[status] = count
    return c.json({ total: Object.values(counts).reduce((sum, count) => sum + count, 0), ...counts })
  })
  routes.post('/', async (c) => {
    const id = insertProject(studio.db, await readNewProject(c), ownerOf(c))
    return c.json(snapshotOf(studio, c, id), 201)
  })
  routes.post('/estimate', async (c) => {
    const { original_topic: wholeStory } = await readInput(c, estimateInput)
    const estimate = studio.producers.estimate(wholeStory)
    if (!estimate) throw notFound(say(languageOf(c), 'noEstimate'))
    return c.json(estimate)
  })
  routes.get('/:id', async (c) => {
    const { id } = projectOf(studio, c)
    await studio.faults?.delay('slow_snapshot', { projectId: id })
    return c.json(snapshotOf(studio, c, id))
  })
  routes.patch('/:id', async (c) => {
    const project = projectOf(studio, c)
    updateProject(studio.db, project.id, await readChange(c, project))
    announceChange(studio, project)
    return c.json(snapshotOf(studio, c, project.id))
  })
  routes.delete('/:id', async (c) => {
    const { id, owner_id: ownerId } = projectOf(studio, c)
    const { runner, jobs, batches, exports, pictures } = studio
    await Promise.all([runner, jobs, batches, exports, pictures].map((one) => one.stop(id)))
    const files = studio.reserve.use(() => deleteProject(studio.db, id))
    studio.runner.forget(id)
    studio.hub.forget(id)
    studio.jobs.announce(ownerId)
    studio.tasks.forgetDeleted()
    await studio.media.remove(files)
    studio.reserve.fill()
    return c.body(null, 204)
  })
  return routes
}

function snapshotOf(studio: StudioServices, c: StudioContext, id: string): ProjectSnapshotAnswer {
  const project = findProject(studio.db, id)
  if (!project) throw notFound(say(languageOf(c), 'notFound'))
  return projectSnapshot(studio, project, languageOf(c))
}

async function readNewProject(c: StudioContext): Promise<NewProject> {
  const input = await readInput(c, newProjectInput)
  return {
    name: input.name || nameFromStory(input.original_topic),
    description: input.description ?? '',
    story: input.original_topic,
    aspectRatio: input.aspect_ratio ?? DEFAULT_ASPECT_RATIO,
    filmLength: input.film_length ?? 'full',
  }
}

async function readChange(c: StudioContext, project: ProjectRecord): Promise<ProjectChange> {
  const input = await readInput(c, project.status === 'draft' ? draftChangeInput : startedChangeInput)
  return {
    // A blank name is no name.
    name: input.name || undefined,
    description: input.description,
    story: input.original_topic,
    aspectRatio: input.aspect_ratio,
    filmLength: input.film_length,
  }
}

function listPage(studio: StudioServices, c: StudioContext): ProjectPageAnswer {
  const size = Math.min(positiveInteger(c.req.query('page_size')) ?? DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)
  const page = positiveInteger(c.req.query('page') ?? '1')
  const { count, projects } = listProjects(studio.db, {
    ownerId: ownerOf(c),
    search: c.req.query('search')?.trim() || null,
    status: c.req.query('status') || null,
    limit: size,
    offset: ((page ?? 1) - 1) * size,
  })
  const lastPage = Math.max(1, Math.ceil(count / size))
  if (page === null || page > lastPage) throw notFound(say(languageOf(c), 'invalidPage'))
  return {
    count,
    next: page < lastPage ? pageUrl(c, page + 1) : null,
    previous: page > 1 ? pageUrl(c, page - 1) : null,
    results: projects.map((project) => projectRow(studio, project, languageOf(c))),
  }
}

function positiveInteger(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null
}

function pageUrl(c: StudioContext, page: number): string {
  const url = new URL(c.req.url)
  url.searchParams.set('page', String(page))
  return url.href
}
