import * as v from 'valibot'
import { API_BASE_URL } from '@/env'
import { mediaUrl } from '@/protocol/mediaUrl'
import type { AspectRatio } from '@/protocol/aspectRatios'
import { filmEstimatesSchema, type FilmEstimate } from '@/protocol/filmEstimate'
import type { FilmLength } from '@/protocol/filmLength'
import { aspectRatio, projectPageSchema, type ProjectPage } from '@/protocol/projectRows'
import { id } from '@/protocol/wireFields'
import { callApi } from './calls/http'

/*
 * The calls about the list of projects. All of them throw `ApiError`.
 */

const COLLECTION = '/api/v1/projects/projects/'

/** Which page of the list to fetch. */
export interface ProjectListQuery {
  /** The search text; `''` for all. */
  readonly search: string
  /** A project status; null for all. */
  readonly status: string | null
  /** From 1. */
  readonly page: number
}

/** Fetch a page of the list; unsafe URLs of stills are removed. A page that does not exist is `not_found`. */
export async function fetchProjectPage(query: ProjectListQuery, signal: AbortSignal): Promise<ProjectPage> {
  const parameters = new URLSearchParams()
  if (query.search.trim() !== '') parameters.set('search', query.search.trim())
  if (query.status !== null) parameters.set('status', query.status)
  if (query.page > 1) parameters.set('page', String(query.page))
  const search = parameters.toString()
  const page = await callApi({
    method: 'GET',
    path: search === '' ? COLLECTION : `${COLLECTION}?${search}`,
    schema: projectPageSchema,
    signal,
  })
  const results = page.results.map((row) => ({ ...row, stillUrl: mediaUrl(row.stillUrl, API_BASE_URL) }))
  return { ...page, results }
}

/** The input for a new project. */
export interface NewProject {
  readonly name: string
  readonly story: string
  /** Null: leave it to the server. */
  readonly aspectRatio: AspectRatio | null
  /** Null: leave it to the server. */
  readonly filmLength: FilmLength | null
  /** The id of the prompt template set; null: leave it to the server. */
  readonly templateSet: string | null
}

const createdSchema = v.pipe(
  v.object({ id, aspect_ratio: aspectRatio }),
  v.transform((wire) => ({ id: wire.id, aspectRatio: wire.aspect_ratio })),
)

/**
 * Create a project without running it. The answer has no `aspectRatio` if the server has none for each film. Faults of the input are `invalid`, by `name` and `original_topic`.
 */
export function createProject({
  name,
  story,
  aspectRatio: shape,
  filmLength,
  templateSet,
}: NewProject): Promise<v.InferOutput<typeof createdSchema>> {
  const body = {
    name,
    original_topic: story,
    ...(shape && { aspect_ratio: shape }),
    ...(filmLength && { film_length: filmLength }),
    ...(templateSet && { prompt_template_set: templateSet }),
  }
  return callApi({ method: 'POST', path: COLLECTION, body, schema: createdSchema })
}

/**
 * What films of each wished length would tell of a story. A server that cannot say answers with an error that
 * `isMissingEndpoint`, or with 405.
 */
export function estimateFilm(story: string, signal: AbortSignal): Promise<readonly FilmEstimate[]> {
  return callApi({
    method: 'POST',
    path: `${COLLECTION}estimate/`,
    body: { original_topic: story },
    schema: filmEstimatesSchema,
    signal,
  })
}

/** A project with its media takes a while to be sent. */
const IMPORT_LIMIT_MS = 10 * 60_000

/** Open a project that was taken away as one ZIP file. A server that cannot do that answers as one that lacks the call. */
export async function importProject(file: Blob): Promise<{ readonly id: string }> {
  const body = new FormData()
  body.set('file', file)
  const path = `${COLLECTION}import/`
  return callApi({ method: 'POST', path, body, schema: createdSchema, limitMs: IMPORT_LIMIT_MS })
}

/** Delete a project and everything in it. `keepalive` lets the call outlive the page. */
export async function removeProject(projectId: string, options: { keepalive: boolean }): Promise<void> {
  await callApi({
    method: 'DELETE',
    path: `${COLLECTION}${encodeURIComponent(projectId)}/`,
    schema: v.unknown(),
    ...options,
  })
}
