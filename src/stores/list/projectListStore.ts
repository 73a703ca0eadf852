import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { API_ERRORS, ApiError } from '@/api/calls/errors'
import {
  createProject,
  estimateFilm,
  fetchProjectPage,
  type NewProject,
  type ProjectListQuery,
  importProject,
} from '@/api/projectList'
import { share } from '@/pipeline/share'
import type { FilmEstimate } from '@/protocol/filmEstimate'
import type { ProjectPage, ProjectRow } from '@/protocol/projectRows'
import { createLease } from '../shared/lease'
import type { LoadState } from '../shared/loadState'
import { createPoll } from '../shared/poll'
import { createPendingRemovals } from './pendingRemovals'

const EMPTY: ProjectPage = { count: 0, next: null, previous: null, results: [] }

function isRunning(row: ProjectRow): boolean {
  return row.status === 'processing' || row.status === 'queued'
}

/** The server sends the number of all rows, but not how many rows fit on a page. */
function countPages(page: ProjectPage, number: number): number {
  return page.next === null || page.results.length === 0
    ? number
    : Math.ceil(page.count / page.results.length)
}

/** One page of the project list, kept up to date while a project on it runs and the page is open. */
export const useProjectListStore = defineStore('projectList', () => {
  const query = shallowRef<ProjectListQuery>({ search: '', status: null, page: 1 })
  const fetched = shallowRef<ProjectPage>(EMPTY)
  const load = shallowRef<LoadState>({ status: 'loading' })
  /** Whether the server has a shape for each film. One that has none does not send it back. */
  const takesAspectRatio = shallowRef(true)
  let controller: AbortController | null = null
  /** The query that `begin` fetched before the code of the page had loaded. */
  let begun: ProjectListQuery | null = null

  const poll = createPoll({
    onDue: () => void refresh(),
    shortestMs: 5_000,
    longestMs: 30_000,
    hiddenMs: Infinity,
  })
  const removals = createPendingRemovals(() => void refresh())
  const rows = computed(() => fetched.value.results.filter((row) => !removals.hidden.value.has(row.id)))

  function accept(page: ProjectPage) {
    const before = fetched.value
    fetched.value = share(before, page)
    if (page.results.some((row) => row.aspectRatio === null)) takesAspectRatio.value = false
    load.value = { status: 'ready' }
    poll.schedule({ isNeeded: page.results.some(isRunning), hasChanged: fetched.value !== before })
  }

  function refuse(error: ApiError) {
    if (error.kind === 'not_found') fetched.value = EMPTY
    load.value = { status: 'failed', error }
    poll.schedule({ isNeeded: fetched.value.results.some(isRunning), hasChanged: false })
  }

  /** Fetch the page again and abort an older call. */
  async function refresh() {
    controller?.abort()
    const mine = (controller = new AbortController())
    try {
      const page = await fetchProjectPage(query.value, mine.signal)
      if (mine === controller) accept(page)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (mine === controller) refuse(error)
    }
  }

  function ask(next: ProjectListQuery) {
    query.value = { ...next }
    load.value = { status: 'loading' }
    void refresh()
  }

  /** Whether the server may be asked what a film would be. One that lacks the call is asked once. */
  let offersEstimates = true

  async function estimate(story: string, signal: AbortSignal): Promise<readonly FilmEstimate[]> {
    if (!offersEstimates) return []
    try {
      return await estimateFilm(story, signal)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.status === 405 || API_ERRORS[error.kind].isMissingEndpoint) offersEstimates = false
      return []
    }
  }

  async function create(project: NewProject): Promise<{ id: string }> {
    const asked = takesAspectRatio.value ? project.aspectRatio : null
    const created = await createProject({ ...project, aspectRatio: asked })
    if (created.aspectRatio === null) takesAspectRatio.value = false
    return created
  }

  const lease = createLease({ onFirst: poll.start, onLast: poll.stop, lingerMs: 0 })

  return {
    query,
    load,
    takesAspectRatio,
    /** The rows of the page, without those being removed. */
    rows,
    /** How many projects match the query. */
    count: computed(() => fetched.value.count - (fetched.value.results.length - rows.value.length)),
    page: computed(() => query.value.page),
    pageCount: computed(() => countPages(fetched.value, query.value.page)),
    /** Start fetching for a page whose code is still loading. Does nothing if the page has already asked for rows. */
    begin(next: ProjectListQuery) {
      if (controller !== null) return
      begun = { ...next }
      ask(next)
    },
    /** Show the projects that match a query. The current rows stay until the new ones arrive. */
    show(next: ProjectListQuery) {
      const isBegun = begun !== null && share(begun, next) === begun
      begun = null
      if (!isBegun) ask(next)
    },
    /**
     * Keep the list up to date.
     *
     * @returns stops it
     */
    watch: lease.take,
    /** What films of each wished length would tell of a story; empty where that is not known. Never rejects with `ApiError`. */
    estimate,
    /** Create a project. @throws {ApiError} with `fields` if the input is invalid */
    create,
    /** Open a project from its ZIP file. @throws {ApiError} */
    importProject,
    /** Remove a project. Its row disappears at once; for 6 s this can be undone. */
    remove: removals.remove,
  }
})
