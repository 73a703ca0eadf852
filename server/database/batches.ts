import { randomUUID } from 'node:crypto'
import type { BATCH_STATUSES, Copy } from '../../src/protocol/batches'
import type { Database } from './database'

/** A batch: several versions of a project's text. Times are milliseconds since the epoch. */
export interface BatchRecord {
  id: string
  /** Null where the studio requires no sign-in, so that every batch is everybody's. */
  owner_id: string | null
  project_id: string
  status: (typeof BATCH_STATUSES)[number]
  /** Counts the changes, from 1. */
  version: number
  /** How many versions of the text are wanted. */
  count: number
  error_code: string | null
  error_message: string | null
  created_at: number
  started_at: number | null
  completed_at: number | null
  updated_at: number
}

/** Store a new waiting batch and return its id. */
export function insertBatch(
  db: Database,
  batch: Pick<BatchRecord, 'owner_id' | 'project_id' | 'count'>,
): string {
  const id = randomUUID()
  const now = Date.now()
  db.run(
    `INSERT INTO batches (id, owner_id, project_id, status, version, count, created_at, updated_at)
     VALUES (?, ?, ?, 'QUEUED', 1, ?, ?, ?)`,
    ...[id, batch.owner_id, batch.project_id, batch.count, now, now],
  )
  return id
}

/** The batch with this id; null where there is none. */
export function findBatch(db: Database, id: string): BatchRecord | null {
  return db.get('SELECT * FROM batches WHERE id = ?', id)
}

/** Change a batch, and raise its version. */
export function updateBatch(
  db: Database,
  id: string,
  change: Partial<
    Pick<BatchRecord, 'status' | 'error_code' | 'error_message' | 'started_at' | 'completed_at'>
  >,
): void {
  const columns = Object.keys(change).map((column) => `${column} = ?`)
  db.run(
    `UPDATE batches SET ${[...columns, 'version = version + 1', 'updated_at = ?'].join(', ')} WHERE id = ?`,
    ...[...Object.values(change), Date.now(), id],
  )
}

/** Store a version of the text. */
export function insertCopy(db: Database, batchId: string, number: number, text: string): void {
  db.run(
    'INSERT INTO copies (id, batch_id, number, text) VALUES (?, ?, ?, ?)',
    ...[randomUUID(), batchId, number, text],
  )
}

/** The versions of the text that a batch has written, in their order. */
export function copiesOf(db: Database, batchId: string): Copy[] {
  return db.all('SELECT id, text FROM copies WHERE batch_id = ? ORDER BY number', batchId)
}

/** The ids of the batches that wait or run. */
export function activeBatches(db: Database): string[] {
  const rows = db.all<{ id: string }>(`SELECT id FROM batches WHERE status IN ('QUEUED', 'RUNNING')`)
  return rows.map(({ id }) => id)
}
