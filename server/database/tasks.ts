import { randomUUID } from 'node:crypto'
import type { Database } from './database'

/** The state of a task, in the contract's words. */
export type TaskState = 'PENDING' | 'STARTED' | 'SUCCESS' | 'FAILURE'

/** A run of the pipeline or of one stage, started by a command. */
export interface TaskRecord {
  id: string
  state: TaskState
  error: string | null
}

/** Store a new pending task and return its id. */
export function insertTask(db: Database, projectId: string): string {
  const id = randomUUID()
  db.run(
    `INSERT INTO tasks (id, project_id, state, created_at) VALUES (?, ?, 'PENDING', ?)`,
    ...[id, projectId, Date.now()],
  )
  return id
}

/** Set the state of a task; `error` goes with `FAILURE` only. */
export function setTask(db: Database, id: string, state: TaskState, error: string | null = null): void {
  db.run('UPDATE tasks SET state = ?, error = ? WHERE id = ?', state, error, id)
}

/** A task of a project: the one with this id, or the newest where `id` is null. Null where there is none. */
export function findTask(db: Database, projectId: string, id: string | null): TaskRecord | null {
  return db.get(
    'SELECT id, state, error FROM tasks WHERE project_id = ?1 AND (?2 IS NULL OR id = ?2) ORDER BY rowid DESC LIMIT 1',
    ...[projectId, id],
  )
}
