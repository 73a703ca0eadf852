import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { ApiError } from '@/api/calls/errors'
import { createProject, fetchProjectPage, type ProjectListQuery } from '@/api/projects'
import { share } from '@/pipeline/share'
import type { ProjectPage, ProjectRow } from '@/protocol/snapshot'
import { createLease } from '../shared/lease'
import type { LoadState } from '../shared/loadState'
import { createPoll } from '../shared/poll'
import { createPendingRemovals } from './pendingRemovals'

const EMPTY: ProjectPage = { count: 0, next: null, previous: null, results: [] }

function isRunning(row: ProjectRow): boolean {
  return row.status === 'processing' || row.status === 'queued'
}

/** A page tells the number of all rows but not how many it would hold. */
function countPages(page: ProjectPage, number: number): number {
  return page.next === null || page.results.length === 0
    ? number
    : Math.ceil(page.count / page.results.length)
}

/** The list of projects: one page of it, kept up to date while something on it runs and somebody looks. */
export const useProjectListStore = defineStore('projectList', () => {
  const query = shallowRef<ProjectListQuery>({ search: '', status: null, page: 1 })
  const fetched = shallowRef<ProjectPage>(EMPTY)
  const load = shallowRef<LoadState>({ status: 'loading' })
  let controller: AbortController | null = null
  /** What was begun before there was a page to show it. */
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
    load.value = { status: 'ready' }
    poll.schedule({ isNeeded: page.results.some(isRunning), hasChanged: fetched.value !== before })
  }

  function refuse(error: ApiError) {
    if (error.kind === 'not_found') fetched.value = EMPTY
    load.value = { status: 'failed', error }
    poll.schedule({ isNeeded: fetched.value.results.some(isRunning), hasChanged: false })
  }

  /** Fetch the page again; an older call that is still on its way is dropped. */
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

  const lease = createLease({ onFirst: poll.start, onLast: poll.stop, lingerMs: 0 })

  return {
    query,
    load,
    /** The rows of the page, without those that are being removed. */
    rows,
    /** Projects in all that fit the query. */
    count: computed(() => fetched.value.count - (fetched.value.results.length - rows.value.length)),
    page: computed(() => query.value.page),
    pageCount: computed(() => countPages(fetched.value, query.value.page)),
    /** Begin to fetch what a page will show whose code is still on its way; a page that was quicker has asked itself. */
    begin(next: ProjectListQuery) {
      if (controller !== null) return
      begun = { ...next }
      ask(next)
    },
    /** Show what fits a query. The rows that are there stay until the new ones come. */
    show(next: ProjectListQuery) {
      const isBegun = begun !== null && share(begun, next) === begun
      begun = null
      if (!isBegun) ask(next)
    },
    /**
     * Keep the list up to date for as long as somebody looks.
     *
     * @returns ends it
     */
    watch: lease.take,
    /** Make a project. @throws {ApiError} with `fields` where the input has faults */
    create: createProject,
    /** Remove a project: its row is gone at once and can be brought back for 6 s. */
    remove: removals.remove,
  }
})
