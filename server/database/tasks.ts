import { randomUUID } from 'node:crypto'
import type { Database } from './database'

/** Where a task stands, in the words of the contract. */
export type TaskState = 'PENDING' | 'STARTED' | 'SUCCESS' | 'FAILURE'

/** What a command started: a run of the pipeline or of one stage. */
export interface TaskRecord {
  id: string
  state: TaskState
  error: string | null
}

/** Stores a new task that waits; returns its id. */
export function insertTask(db: Database, projectId: string): string {
  const id = randomUUID()
  db.run(
    `INSERT INTO tasks (id, project_id, state, created_at) VALUES (?, ?, 'PENDING', ?)`,
    ...[id, projectId, Date.now()],
  )
  return id
}

/** Says where a task stands now; `error` only with `FAILURE`. */
export function setTask(db: Database, id: string, state: TaskState, error: string | null = null): void {
  db.run('UPDATE tasks SET state = ?, error = ? WHERE id = ?', state, error, id)
}

/** A task of a project: the one named, else the newest; null where there is none. */
export function findTask(db: Database, projectId: string, id: string | null): TaskRecord | null {
  return db.get(
    'SELECT id, state, error FROM tasks WHERE project_id = ?1 AND (?2 IS NULL OR id = ?2) ORDER BY rowid DESC LIMIT 1',
    ...[projectId, id],
  )
}
