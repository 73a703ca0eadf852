import { randomUUID } from 'node:crypto'
import type { GENERATION_STATUSES } from '../../src/protocol/generation'
import type { Database } from './database'

/** A picture that is made on request. Times are milliseconds since the epoch. */
export interface GenerationRecord {
  id: string
  /** Null where the studio requires no sign-in, so that every picture is everybody's. */
  owner_id: string | null
  /** Null for a picture of its own. */
  project_id: string | null
  /** The scene that gets the picture. */
  scene_id: string | null
  status: (typeof GENERATION_STATUSES)[number]
  prompt: string
  /** The name of the media file that was made. */
  file: string | null
  error: string | null
  created_at: number
  updated_at: number
}

/** A picture of its own is forgotten this long after it was made. */
const KEPT_FOR_MS = 7 * 24 * 3_600_000

const ACTIVE = `('pending', 'processing')`

/** Store a new waiting request and return its id. */
export function insertGeneration(
  db: Database,
  request: Pick<GenerationRecord, 'owner_id' | 'project_id' | 'scene_id' | 'prompt'>,
): string {
  const id = randomUUID()
  const now = Date.now()
  db.run(
    `INSERT INTO generations (id, owner_id, project_id, scene_id, status, prompt, created_at, updated_at)
     VALUES (?, ?, ?, ?, 'pending', ?, ?, ?)`,
    ...[id, request.owner_id, request.project_id, request.scene_id, request.prompt, now, now],
  )
  return id
}

/** The request with this id; null where there is none. */
export function findGeneration(db: Database, id: string): GenerationRecord | null {
  return db.get('SELECT * FROM generations WHERE id = ?', id)
}

/** Change a request. */
export function updateGeneration(
  db: Database,
  id: string,
  change: Partial<Pick<GenerationRecord, 'status' | 'file' | 'error'>>,
): void {
  const columns = Object.keys(change).map((column) => `${column} = ?`)
  db.run(
    `UPDATE generations SET ${[...columns, 'updated_at = ?'].join(', ')} WHERE id = ?`,
    ...[...Object.values(change), Date.now(), id],
  )
}

/** How many requests of a person wait or are being worked on. */
export function activeGenerationCount(db: Database, ownerId: string | null): number {
  const sql = `SELECT count(*) AS count FROM generations WHERE owner_id IS ? AND status IN ${ACTIVE}`
  return db.get<{ count: number }>(sql, ownerId)?.count ?? 0
}

/** Mark the requests that a restart interrupted as failed, and forget old ones. `error`: the text for the person. */
export function settleGenerations(db: Database, error: string): void {
  const now = Date.now()
  db.run(
    `UPDATE generations SET status = 'failed', error = ?, updated_at = ? WHERE status IN ${ACTIVE}`,
    ...[error, now],
  )
  db.run('DELETE FROM generations WHERE updated_at < ?', now - KEPT_FOR_MS)
}
