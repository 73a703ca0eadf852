import { randomUUID } from 'node:crypto'
import type { JOB_STATUSES } from '../../src/protocol/jobs'
import type { Database } from './database'

/** A person's background job. Times are milliseconds since the epoch. */
export interface JobRecord {
  id: string
  /** Null where the studio requires no sign-in, so that every job is everybody's. */
  owner_id: string | null
  project_id: string
  type: string
  status: (typeof JOB_STATUSES)[number]
  /** Percent; null while it cannot be measured. */
  progress: number | null
  current_step: number | null
  total_steps: number | null
  message: string | null
  error: string | null
  /** JSON text. */
  result: string | null
  created_at: number
  started_at: number | null
  updated_at: number
}

/** How many jobs a snapshot lists, and for how long an ended one stays in it, as the contract says. */
const MAX_ACTIVE = 20
const MAX_ENDED = 10
const ENDED_FOR_MS = 5 * 60_000

const ACTIVE = `('pending', 'processing')`

/** Store a new pending job and return its id. */
export function insertJob(db: Database, job: Pick<JobRecord, 'owner_id' | 'project_id' | 'type'>): string {
  const id = randomUUID()
  const now = Date.now()
  db.run(
    `INSERT INTO jobs (id, owner_id, project_id, type, status, created_at, updated_at)
     VALUES (?, ?, ?, ?, 'pending', ?, ?)`,
    ...[id, job.owner_id, job.project_id, job.type, now, now],
  )
  return id
}

/** The job with this id; null where there is none. */
export function findJob(db: Database, id: string): JobRecord | null {
  return db.get('SELECT * FROM jobs WHERE id = ?', id)
}

/** Change a job. `updated_at` always grows, so that two changes in one millisecond keep their order. */
export function updateJob(
  db: Database,
  id: string,
  change: Partial<Omit<JobRecord, 'id' | 'owner_id' | 'project_id' | 'created_at' | 'updated_at'>>,
): void {
  const columns = Object.keys(change).map((column) => `${column} = ?`)
  db.run(
    `UPDATE jobs SET ${[...columns, 'updated_at = max(updated_at + 1, ?)'].join(', ')} WHERE id = ?`,
    ...[...Object.values(change), Date.now(), id],
  )
}

/** What a snapshot of a person's jobs lists: the newest active ones, and those that ended in the last minutes. */
export function listedJobs(db: Database, ownerId: string | null): JobRecord[] {
  const active = db.all<JobRecord>(
    `SELECT * FROM jobs WHERE owner_id IS ? AND status IN ${ACTIVE} ORDER BY created_at DESC, rowid DESC LIMIT ?`,
    ...[ownerId, MAX_ACTIVE],
  )
  const ended = db.all<JobRecord>(
    `SELECT * FROM jobs WHERE owner_id IS ? AND status NOT IN ${ACTIVE} AND updated_at > ?
     ORDER BY updated_at DESC LIMIT ?`,
    ...[ownerId, Date.now() - ENDED_FOR_MS, MAX_ENDED],
  )
  return [...active, ...ended]
}

/** Whether a project has an active job of one of these types. */
export function hasActiveJob(db: Database, projectId: string, types: readonly string[]): boolean {
  const gaps = types.map(() => '?').join(', ')
  const sql = `SELECT id FROM jobs WHERE project_id = ? AND status IN ${ACTIVE} AND type IN (${gaps}) LIMIT 1`
  return db.get(sql, projectId, ...types) !== null
}

/** Mark the jobs that a restart interrupted as failed. `error`: the text for the person. */
export function failInterruptedJobs(db: Database, error: string): void {
  db.run(
    `UPDATE jobs SET status = 'failed', error = ?, updated_at = max(updated_at + 1, ?) WHERE status IN ${ACTIVE}`,
    ...[error, Date.now()],
  )
}
