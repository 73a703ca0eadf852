import { EXTRACTION_TYPE, MATCHING_TYPE } from '../../src/protocol/jobs'
import { findJob, insertJob, updateJob } from '../database/jobs'
import { findProject, type ProjectRecord } from '../database/projects'
import type { Faults } from '../faults/faults'
import { wordsOf } from '../runs/failure'
import { storyOf, type StudioParts } from '../runs/runContext'
import { queueText } from '../texts'
import type { Language } from '../words/language'
import { extractScenes, type JobProgress, type JobType, type JobWork } from './jobWork'

/** Runs background jobs, at most two at once; others wait in the order in which they were started. */
export interface JobRunner {
  /** Start to divide a project's text into scenes. @returns the id of the job */
  startExtraction(project: ProjectRecord, language: Language): string
  /** Cancel a job and what would follow from it. @returns false if it has already ended */
  cancel(id: string): boolean
  /** Cancel the jobs of a project and wait until they have stopped. */
  stop(projectId: string): Promise<void>
  /** Tell those who watch that a job was changed from outside. */
  announce(ownerId: string | null): void
  /** Call back when a person's jobs have changed. @returns stops */
  watch(ownerId: string | null, callback: () => void): () => void
  /** Call back when the studio closes. @returns stops */
  onClose(callback: () => void): () => void
  close(): Promise<void>
}

interface Entry {
  readonly id: string
  readonly type: JobType
  readonly ownerId: string | null
  readonly projectId: string
  readonly language: Language
  readonly work: JobWork
  readonly controller: AbortController
  /** Null while the job waits. */
  finished: Promise<void> | null
}

/** The jobs that make a storyboard, as a chain. */
export const STORYBOARD_JOBS: readonly JobType[] = [EXTRACTION_TYPE, MATCHING_TYPE]

const MAX_RUNNING = 2

/** Wait until jobs that were aborted have stopped. */
async function stopped(entries: readonly Entry[]): Promise<void> {
  for (const { finished } of entries) await finished
}

/** Create a runner. `onBug`: called with errors of the studio itself. */
export function createJobRunner(
  parts: StudioParts,
  faults: Faults | null,
  onBug: (error: unknown) => void,
): JobRunner {
  const { db } = parts
  const entries = new Map<string, Entry>()
  const watchers = new Set<{ ownerId: string | null; callback: () => void }>()
  const closers = new Set<() => void>()
  let isClosed = false

  function announce(ownerId: string | null): void {
    for (const watcher of [...watchers]) if (watcher.ownerId === ownerId) watcher.callback()
  }

  function change(entry: Entry, changes: Parameters<typeof updateJob>[2]): void {
    updateJob(db, entry.id, changes)
    announce(entry.ownerId)
  }

  const waiting = (): Entry[] => [...entries.values()].filter(({ finished }) => finished === null)

  /** Say how many jobs are before each one that waits. */
  function announcePlaces(): void {
    for (const [ahead, entry] of waiting().entries())
      change(entry, { message: queueText(entry.language, ahead) })
  }

  function launchNext(): void {
    const next = waiting()[0]
    if (isClosed || !next) return
    if (entries.size - waiting().length >= MAX_RUNNING) return announcePlaces()
    next.finished = carryOut(next)
      .catch(onBug)
      .then(() => {
        entries.delete(next.id)
        launchNext()
      })
    launchNext()
  }

  function add(entry: Omit<Entry, 'id' | 'controller' | 'finished'>): string {
    const id = insertJob(db, { owner_id: entry.ownerId, project_id: entry.projectId, type: entry.type })
    entries.set(id, { ...entry, id, controller: new AbortController(), finished: null })
    return id
  }

  async function carryOut(entry: Entry): Promise<void> {
    const { projectId, language, controller, work, type } = entry
    const project = findProject(db, projectId)
    if (!project) return
    change(entry, { status: 'processing', started_at: Date.now(), message: null })
    try {
      const { result, next } = await work({
        ...parts,
        faults,
        story: storyOf(project),
        language,
        signal: controller.signal,
        report: (progress: JobProgress) => change(entry, progress),
      })
      controller.signal.throwIfAborted()
      // The next job exists before this one names it, so that whoever reads the name finds it.
      const matchingJobId = next === null ? null : add({ ...entry, type: next.type, work: next.work })
      const whole = { ...result, ...(matchingJobId !== null && { matchingJobId }) }
      const isSpoilt = (faults?.take('bad_result', { jobType: type }) ?? null) !== null
      const json = JSON.stringify(whole)
      change(entry, {
        status: 'completed',
        progress: 100,
        message: null,
        result: isSpoilt ? json.slice(0, -1) : json,
      })
    } catch (error) {
      if (!findProject(db, projectId)) return announce(entry.ownerId)
      const isCancelled = controller.signal.aborted
      change(entry, {
        status: isCancelled ? 'cancelled' : 'failed',
        message: null,
        error: isCancelled ? null : wordsOf(error, language),
      })
    }
  }

  function cancel(id: string): boolean {
    const entry = entries.get(id)
    const job = findJob(db, id)
    if (!entry || job === null || (job.status !== 'pending' && job.status !== 'processing')) return false
    entry.controller.abort()
    if (entry.finished === null) {
      entries.delete(id)
      change(entry, { status: 'cancelled', message: null })
      announcePlaces()
    }
    return true
  }

  return {
    startExtraction(project, language) {
      const { id: projectId, owner_id: ownerId } = project
      const id = add({ ownerId, projectId, language, type: EXTRACTION_TYPE, work: extractScenes })
      launchNext()
      announce(ownerId)
      return id
    },
    cancel,
    async stop(projectId) {
      const concerned = [...entries.values()].filter((entry) => entry.projectId === projectId)
      for (const { id } of concerned) cancel(id)
      await stopped(concerned)
    },
    announce,
    watch(ownerId, callback) {
      const watcher = { ownerId, callback }
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    onClose(callback) {
      closers.add(callback)
      return () => closers.delete(callback)
    },
    async close() {
      isClosed = true
      for (const entry of entries.values()) entry.controller.abort()
      await stopped([...entries.values()])
      for (const callback of [...closers]) callback()
    },
  }
}
