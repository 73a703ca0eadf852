import type { Database } from '../database/database'
import { createWatchers } from './watchers'
import { insertTask, taskOf, updateTask, type TaskRecord } from '../database/tasks'

/** What can change about a task. What is left out stays as it was. */
type TaskChange = Parameters<typeof updateTask>[2]

/** What happens to a task, for those who watch it. */
export interface TaskWatcher {
  /** The task has changed, perhaps for the last time. */
  readonly onChange: () => void
  /** The task is gone, or the studio closes. */
  readonly onGone: () => void
}

/** The single tasks: stored, and watched by their streams. */
export interface TaskBoard {
  /** Store a new pending task. @returns its id */
  add(projectId: string, type: string): string
  /** Change a task. Throws the storage's error if that is impossible. */
  change(id: string, change: TaskChange): void
  /** The work of a task begins. */
  start(id: string): void
  /** Say how far a task is, in percent. How long it will still take follows from the pace so far. */
  report(id: string, percent: number, message?: string): void
  /** Watch a task. @returns stops */
  watch(id: string, watcher: TaskWatcher): () => void
  /** A project was deleted, and its tasks with it. */
  forgetDeleted(): void
  close(): void
}

/** Below this share of the work, the pace so far says nothing, in percent. */
const LEAST_PERCENT = 3

/** The seconds that a task will still take at its pace so far; null if that cannot be told. */
export function secondsLeft(elapsedMs: number, percent: number): number | null {
  if (percent < LEAST_PERCENT || elapsedMs <= 0) return null
  return Math.round((elapsedMs / 1000) * ((100 - percent) / percent) * 10) / 10
}

/** Whether a task waits or runs. */
export function isTaskActive({ state }: Pick<TaskRecord, 'state'>): boolean {
  return state === 'PENDING' || state === 'STARTED'
}

/** Create a board over the stored tasks. */
export function createTaskBoard(db: Database): TaskBoard {
  const watchers = createWatchers<TaskWatcher>()
  /** When each running task began, by the clock of the process. */
  const startedAt = new Map<string, number>()

  function dismiss(ids: readonly string[]): void {
    for (const id of ids) {
      startedAt.delete(id)
      for (const watcher of watchers.of(id)) watcher.onGone()
    }
  }

  function change(id: string, next: TaskChange): void {
    updateTask(db, id, next)
    if (next.state !== undefined && next.state !== 'STARTED') startedAt.delete(id)
    for (const watcher of watchers.of(id)) watcher.onChange()
  }

  return {
    add: (projectId, type) => insertTask(db, projectId, type),
    change,
    start(id) {
      startedAt.set(id, performance.now())
      change(id, { state: 'STARTED', started_at: Date.now(), message: null })
    },
    report(id, percent, message) {
      const elapsedMs = performance.now() - (startedAt.get(id) ?? performance.now())
      change(id, {
        progress: percent,
        seconds_left: secondsLeft(elapsedMs, percent),
        ...(message !== undefined && { message }),
      })
    },
    watch: (id, watcher) => watchers.add(id, watcher),
    forgetDeleted: () => dismiss(watchers.ids().filter((id) => taskOf(db, id) === null)),
    close: () => dismiss(watchers.ids()),
  }
}
