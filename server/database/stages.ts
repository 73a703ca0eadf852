import { STAGES, type Stage } from '../../src/protocol/stages'
import type { Database } from './database'

/** The status of a stage in the studio. */
export type StudioStageStatus = 'pending' | 'processing' | 'completed' | 'failed'

/** One stage of a project. Times are milliseconds since the epoch; `input` and `output` are JSON text. */
export interface StageRecord {
  id: string
  stage: Stage
  status: StudioStageStatus
  /** What the model wrote. While the stage runs again, the old text stays until the new one is complete. */
  text: string
  input: string
  /**
   * The counts of a completed stage; `interrupted_at` (ISO 8601) of an interrupted one; of one that did not complete, what
   * was written of its text.
   */
  output: string
  retry_count: number
  error: string
  started_at: number | null
  completed_at: number | null
  updated_at: number
}

/** The five stages of a project in order. */
export function stagesOf(db: Database, projectId: string): StageRecord[] {
  const rows = db.all<StageRecord>('SELECT * FROM stages WHERE project_id = ?', projectId)
  return rows.sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage))
}

/** One stage of a project, which must exist. */
export function stageOf(db: Database, projectId: string, stage: Stage): StageRecord {
  const row = db.get<StageRecord>('SELECT * FROM stages WHERE project_id = ? AND stage = ?', projectId, stage)
  if (!row) throw new Error(`project ${projectId} has no stage ${stage}`)
  return row
}

/** The start time of a stage that starts now. For an interrupted stage it is moved forward by the interruption. */
function startOf({ started_at, output }: StageRecord, now: number): number {
  const { interrupted_at: interrupted } = JSON.parse(output) as { interrupted_at?: string }
  if (started_at === null || interrupted === undefined) return now
  return started_at + Math.max(0, now - Date.parse(interrupted))
}

/**
 * Mark a stage as running. The start of an interrupted stage is moved forward by
 * the interruption, so that the time since its start is the time it has worked.
 */
export function startStage(db: Database, projectId: string, stage: Stage, input: object): void {
  const now = Date.now()
  db.run(
    `UPDATE stages SET status = 'processing', input = ?, output = '{}',
       error = '', started_at = ?, completed_at = NULL, updated_at = ? WHERE project_id = ? AND stage = ?`,
    ...[JSON.stringify(input), startOf(stageOf(db, projectId, stage), now), now, projectId, stage],
  )
}

/** Store what the model wrote, or a person's edit of it. */
export function saveStageText(db: Database, projectId: string, stage: Stage, text: string): void {
  db.run(
    'UPDATE stages SET text = ?, updated_at = ? WHERE project_id = ? AND stage = ?',
    ...[text, Date.now(), projectId, stage],
  )
}

/** Store what is written so far of a text, for as long as there is no result. */
export function saveUnfinishedText(db: Database, projectId: string, stage: Stage, text: string): void {
  db.run(
    `UPDATE stages SET output = json_set(output, '$.text', ?), updated_at = ? WHERE project_id = ? AND stage = ?`,
    ...[text, Date.now(), projectId, stage],
  )
}

/** Note that a stage is still working. After a kill, this shows how long it worked. */
export function touchStage(db: Database, projectId: string, stage: Stage): void {
  db.run(
    'UPDATE stages SET updated_at = ? WHERE project_id = ? AND stage = ?',
    ...[Date.now(), projectId, stage],
  )
}

/** Mark a stage as completed, with its output. */
export function completeStage(db: Database, projectId: string, stage: Stage, output: object): void {
  endStage(db, projectId, stage, 'completed', '', JSON.stringify(output))
}

/** Mark a stage as failed, with the reason as text. The failure raises the number of retries, as on a deployment. */
export function failStage(db: Database, projectId: string, stage: Stage, error: string): void {
  db.run(
    'UPDATE stages SET retry_count = retry_count + 1 WHERE project_id = ? AND stage = ?',
    ...[projectId, stage],
  )
  endStage(db, projectId, stage, 'failed', error, stageOf(db, projectId, stage).output)
}

function endStage(
  db: Database,
  projectId: string,
  stage: Stage,
  status: StudioStageStatus,
  error: string,
  output: string,
): void {
  const now = Date.now()
  db.run(
    `UPDATE stages SET status = ?, error = ?, output = ?, completed_at = ?, updated_at = ?
     WHERE project_id = ? AND stage = ?`,
    ...[status, error, output, now, now, projectId, stage],
  )
}

/** Set a stopped stage back to waiting. Its items stay, its unfinished text, and the times of its start and interruption. */
export function interruptStage(db: Database, projectId: string, stage: Stage): void {
  const now = Date.now()
  db.run(
    `UPDATE stages SET status = 'pending', output = json_set(output, '$.interrupted_at', ?), updated_at = ?
     WHERE project_id = ? AND stage = ? AND status = 'processing'`,
    ...[new Date(now).toISOString(), now, projectId, stage],
  )
}

/** Set a failed stage back to waiting. */
export function markForRetry(db: Database, projectId: string, stage: Stage): void {
  db.run(
    `UPDATE stages SET status = 'pending', error = '', started_at = NULL,
       completed_at = NULL, updated_at = ? WHERE project_id = ? AND stage = ?`,
    ...[Date.now(), projectId, stage],
  )
}

/** Set stages back to the state of a new project. `clearProducts` removes what they produced. */
export function resetStages(db: Database, projectId: string, stages: readonly Stage[]): void {
  for (const stage of stages)
    db.run(
      `UPDATE stages SET status = 'pending', text = '', input = '{}', output = '{}', error = '', retry_count = 0,
         started_at = NULL, completed_at = NULL, updated_at = ? WHERE project_id = ? AND stage = ?`,
      ...[Date.now(), projectId, stage],
    )
}

/** The stored `error` of a stage or task that a restart interrupted. It is translated when it is shown. */
export const CUT_BY_RESTART = 'cut-by-restart'

/**
 * Recover from a restart or a kill: running and queued projects become `paused`, running stages wait again and state
 * the reason, and their tasks fail. Resuming makes the missing parts. The time of the kill is unknown, so a stage counts
 * as interrupted at its last sign of work.
 */
export function recoverInterrupted(db: Database): void {
  const now = Date.now()
  db.transaction(() => {
    db.run(
      `UPDATE stages SET status = 'pending', error = ?, updated_at = ?, output = json_set(output, '$.interrupted_at',
         strftime('%Y-%m-%dT%H:%M:%fZ', updated_at / 1000.0, 'unixepoch')) WHERE status = 'processing'`,
      ...[CUT_BY_RESTART, now],
    )
    db.run(
      `UPDATE projects SET status = 'paused', updated_at = ? WHERE status IN ('processing', 'queued')`,
      now,
    )
    db.run(
      `UPDATE tasks SET state = 'FAILURE', error = ?, updated_at = max(updated_at + 1, ?)
       WHERE state IN ('PENDING', 'STARTED')`,
      ...[CUT_BY_RESTART, now],
    )
  })
}
