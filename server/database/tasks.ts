import { randomUUID } from 'node:crypto'
import type { Database } from './database'

/** The state of a task, in the contract's words. */
export type TaskState = 'PENDING' | 'STARTED' | 'SUCCESS' | 'FAILURE' | 'REVOKED'

/** A single task: a run of the pipeline or of one stage, or the export of a film. Times are milliseconds since the epoch. */
export interface TaskRecord {
  id: string
  project_id: string
  /** `run`, the name of a stage that runs alone, or what else the task does. */
  type: string
  state: TaskState
  /** Percent; null while it cannot be measured. */
  progress: number | null
  /** How long it will still take; null while that is not known. */
  seconds_left: number | null
  /** What it is doing, as text for a person. */
  message: string | null
  error: string | null
  /** The name of the media file that it has made. */
  file: string | null
  created_at: number
  started_at: number | null
  updated_at: number
}

/** Store a new pending task and return its id. */
export function insertTask(db: Database, projectId: string, type: string): string {
  const id = randomUUID()
  const now = Date.now()
  db.run(
    `INSERT INTO tasks (id, project_id, type, state, created_at, updated_at) VALUES (?, ?, ?, 'PENDING', ?, ?)`,
    ...[id, projectId, type, now, now],
  )
  return id
}

/** Change a task. `updated_at` always grows, so that two changes in one millisecond keep their order. */
export function updateTask(
  db: Database,
  id: string,
  change: Partial<Omit<TaskRecord, 'id' | 'project_id' | 'type' | 'created_at' | 'updated_at'>>,
): void {
  const columns = Object.keys(change).map((column) => `${column} = ?`)
  db.run(
    `UPDATE tasks SET ${[...columns, 'updated_at = max(updated_at + 1, ?)'].join(', ')} WHERE id = ?`,
    ...[...Object.values(change), Date.now(), id],
  )
}

/** The task with this id; null where there is none. */
export function taskOf(db: Database, id: string): TaskRecord | null {
  return db.get('SELECT * FROM tasks WHERE id = ?', id)
}

/** A task of a project: the one with this id, or the newest run where `id` is null. Null where there is none. */
export function findTask(db: Database, projectId: string, id: string | null): TaskRecord | null {
  return db.get(
    `SELECT * FROM tasks WHERE project_id = ?1 AND (id = ?2 OR (?2 IS NULL AND type <> 'film_export'))
     ORDER BY rowid DESC LIMIT 1`,
    ...[projectId, id],
  )
}

/** The films that a project's tasks have made, apart from that of the task `id`. */
export function otherExports(db: Database, projectId: string, id: string): { id: string; file: string }[] {
  return db.all(
    'SELECT id, file FROM tasks WHERE project_id = ? AND id <> ? AND file IS NOT NULL',
    ...[projectId, id],
  )
}

/** Whether a project has a task of this type that waits or runs. */
export function hasActiveTask(db: Database, projectId: string, type: string): boolean {
  const sql = `SELECT id FROM tasks WHERE project_id = ? AND type = ? AND state IN ('PENDING', 'STARTED') LIMIT 1`
  return db.get(sql, projectId, type) !== null
}
