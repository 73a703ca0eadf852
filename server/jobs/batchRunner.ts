import {
  activeBatches,
  copiesOf,
  findBatch,
  insertBatch,
  insertCopy,
  updateBatch,
  type BatchRecord,
} from '../database/batches'
import type { Database } from '../database/database'
import { findProject, type ProjectRecord } from '../database/projects'
import { CUT_BY_RESTART } from '../database/stages'
import { wordsOf } from '../runs/failure'
import { storyOf, type StudioParts } from '../runs/runContext'
import { say } from '../texts'
import type { Language } from '../words/language'
import { createWatchers } from './watchers'

/** What happens to a batch, for those who watch it. */
export interface BatchWatcher {
  /** The batch has changed, perhaps for the last time. */
  readonly onChange: () => void
  /** The batch is gone, or the studio closes. */
  readonly onGone: (isDeleted: boolean) => void
}

/** Writes batches, one at a time; others wait in the order in which they were started. */
export interface BatchRunner {
  /** Start to write versions of a project's story. @returns the id of the batch */
  start(project: ProjectRecord, count: number, language: Language): string
  /** Watch a batch. @returns stops */
  watch(id: string, watcher: BatchWatcher): () => void
  /** End the batches of a project that is about to be deleted, and wait until they have stopped. */
  stop(projectId: string): Promise<void>
  close(): Promise<void>
}

interface Entry {
  readonly id: string
  readonly projectId: string
  readonly count: number
  readonly language: Language
  readonly controller: AbortController
}

/** What `errorCode` says where versions are missing. */
const MISSING_COPIES = 'COPIES_MISSING'
const INTERRUPTED = 'INTERRUPTED'

/** End a batch: its status follows from how many versions were written. */
function settle(db: Database, id: string, count: number, code: string, error: string | null): void {
  const written = copiesOf(db, id).length
  const status = written === count ? 'SUCCEEDED' : written > 0 ? 'PARTIAL_SUCCESS' : 'FAILED'
  updateBatch(db, id, {
    status,
    completed_at: Date.now(),
    ...(written < count && { error_code: code, error_message: error }),
  })
}

/** End the batches that a restart interrupted. */
export function settleInterruptedBatches(db: Database): void {
  for (const id of activeBatches(db)) {
    const batch = findBatch(db, id)
    if (batch) settle(db, id, batch.count, INTERRUPTED, CUT_BY_RESTART)
  }
}

/** Whether a batch waits or is being written. */
export function isUnderWay({ status }: Pick<BatchRecord, 'status'>): boolean {
  return status === 'QUEUED' || status === 'RUNNING'
}

/** Create a runner. `onBug`: called with errors of the studio itself. */
export function createBatchRunner(parts: StudioParts, onBug: (error: unknown) => void): BatchRunner {
  const { db, producers } = parts
  const queue: Entry[] = []
  const watchers = createWatchers<BatchWatcher>()
  let working: Promise<void> | null = null
  let isClosed = false

  function tell(id: string): void {
    for (const watcher of watchers.of(id)) watcher.onChange()
  }
  function dismiss(id: string, isDeleted: boolean): void {
    for (const watcher of watchers.of(id)) watcher.onGone(isDeleted)
  }
  function change(id: string, changes: Parameters<typeof updateBatch>[2]): void {
    updateBatch(db, id, changes)
    tell(id)
  }

  async function work(): Promise<void> {
    for (let entry = queue[0]; entry !== undefined && !isClosed; entry = queue[0]) {
      await write(entry).catch(onBug)
      queue.shift()
    }
    working = null
  }

  async function copyOf(entry: Entry, project: ProjectRecord, number: number): Promise<string> {
    const { signal } = entry.controller
    let text = ''
    for await (const piece of producers.variant(storyOf(project), number, signal)) {
      signal.throwIfAborted()
      text += piece
    }
    if (text.trim() === '') throw new Error(say(entry.language, 'emptyText'))
    return text
  }

  async function write(entry: Entry): Promise<void> {
    const { id, count, language, controller } = entry
    const project = findProject(db, entry.projectId)
    if (!project || controller.signal.aborted) return
    change(id, { status: 'RUNNING', started_at: Date.now() })
    const failures = new Set<string>()
    for (let number = 1; number <= count; number += 1) {
      try {
        const text = await copyOf(entry, project, number)
        insertCopy(db, id, number, text)
        change(id, {})
      } catch (error) {
        if (controller.signal.aborted) break
        failures.add(wordsOf(error, language))
      }
    }
    if (!findProject(db, entry.projectId)) return
    const reasons = [...failures].join(' ')
    const missing = say(language, 'copiesMissing', { count: count - copiesOf(db, id).length, reasons })
    if (controller.signal.aborted) settle(db, id, count, INTERRUPTED, CUT_BY_RESTART)
    else settle(db, id, count, MISSING_COPIES, missing)
    tell(id)
  }

  return {
    start(project, count, language) {
      const id = insertBatch(db, { owner_id: project.owner_id, project_id: project.id, count })
      queue.push({ id, projectId: project.id, count, language, controller: new AbortController() })
      working ??= work()
      return id
    },
    watch: (id, watcher) => watchers.add(id, watcher),
    async stop(projectId) {
      const concerned = queue.filter((entry) => entry.projectId === projectId)
      const isWriting = concerned.some((entry) => entry === queue[0])
      for (const { id, controller } of concerned) {
        dismiss(id, true)
        controller.abort()
      }
      if (isWriting) await working
    },
    async close() {
      isClosed = true
      for (const { controller } of queue) controller.abort()
      await working
      for (const id of watchers.ids()) dismiss(id, false)
    },
  }
}
