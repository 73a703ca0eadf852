import { Hono } from 'hono'
import {
  countByStatus,
  deleteProject,
  findProject,
  insertProject,
  listProjects,
  updateProject,
  type NewProject,
  type ProjectRecord,
} from '../database/projects'
import { say } from '../texts'
import { notFound } from './httpError'
import { MAX_DESCRIPTION_CHARACTERS, MAX_NAME_CHARACTERS } from './limits'
import { projectRow, projectSnapshot } from './projectView'
import {
  languageOf,
  ownerOf,
  readFields,
  readObject,
  type FieldReader,
  type StudioContext,
  type StudioEnv,
} from './request'
import type { StudioServices } from './services'
import { nameFromStory } from '../../src/protocol/storyText'
import { readStory } from './story'

const DEFAULT_PAGE_SIZE = 20
const MAX_PAGE_SIZE = 100

/** The project of a request's `:id`; throws a 404 where there is none, or none of this account. */
export function projectOf(studio: StudioServices, c: StudioContext): ProjectRecord {
  const project = findProject(studio.db, c.req.param('id') ?? '')
  const ownerId = ownerOf(c)
  if (!project || (ownerId !== null && project.owner_id !== ownerId))
    throw notFound(say(languageOf(c), 'notFound'))
  return project
}

/** Projects themselves: list, statistics, create, snapshot, change, delete. */
export function projectRoutes(studio: StudioServices): Hono<StudioEnv> {
  const routes = new Hono<StudioEnv>({ strict: false })
  routes.get('/', (c) => c.json(listPage(studio, c)))
  routes.get('/statistics', (c) => {
    const counts = { draft: 0, queued: 0, processing: 0, completed: 0, failed: 0, paused: 0 }
    for (const { status, count } of countByStatus(studio.db, ownerOf(c))) counts[status] = count
    return c.json({ total: Object.values(counts).reduce((sum, count) => sum + count, 0), ...counts })
  })
  routes.post('/', async (c) => {
    const fields = readFields(await readObject(c), languageOf(c))
    const id = insertProject(studio.db, readNewProject(fields), ownerOf(c))
    return c.json(snapshotOf(studio, c, id), 201)
  })
  routes.get('/:id', async (c) => {
    const { id } = projectOf(studio, c)
    await studio.faults?.delay('slow_snapshot', { projectId: id })
    return c.json(snapshotOf(studio, c, id))
  })
  routes.patch('/:id', async (c) => {
    const project = projectOf(studio, c)
    const fields = readFields(await readObject(c), languageOf(c))
    updateProject(studio.db, project.id, readChange(fields, project))
    return c.json(snapshotOf(studio, c, project.id))
  })
  routes.delete('/:id', async (c) => {
    const { id } = projectOf(studio, c)
    await studio.runner.stop(id)
    const files = deleteProject(studio.db, id)
    studio.hub.forget(id)
    await studio.media.remove(files)
    return c.body(null, 204)
  })
  return routes
}

function snapshotOf(studio: StudioServices, c: StudioContext, id: string): object {
  const project = findProject(studio.db, id)
  if (!project) throw notFound(say(languageOf(c), 'notFound'))
  return projectSnapshot(studio, project, languageOf(c))
}

function readNewProject(fields: FieldReader): NewProject {
  const story = readStory(fields, true) ?? ''
  const name = fields.text('name', { maxLength: MAX_NAME_CHARACTERS })?.trim()
  const description = fields.text('description', { maxLength: MAX_DESCRIPTION_CHARACTERS }) ?? ''
  const aspectRatio = fields.aspectRatio('aspect_ratio') ?? '9:16'
  fields.check()
  return { name: name ? name : nameFromStory(story), description, story, aspectRatio }
}

/** Name and description may always change, story and format only while nothing was made of them. */
function readChange(fields: FieldReader, project: ProjectRecord): Partial<NewProject> {
  const name = fields.text('name', { maxLength: MAX_NAME_CHARACTERS })?.trim()
  const description = fields.text('description', { maxLength: MAX_DESCRIPTION_CHARACTERS })
  const story = readStory(fields, false)
  const aspectRatio = fields.aspectRatio('aspect_ratio')
  if (project.status !== 'draft') {
    if (story !== undefined) fields.fault('original_topic', 'storyFixed')
    if (aspectRatio !== undefined) fields.fault('aspect_ratio', 'storyFixed')
  }
  fields.check()
  return {
    ...(name && { name }),
    ...(description !== undefined && { description }),
    ...(story !== undefined && { story }),
    ...(aspectRatio !== undefined && { aspectRatio }),
  }
}

function listPage(studio: StudioServices, c: StudioContext): object {
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
