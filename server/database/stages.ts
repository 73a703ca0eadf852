import { STAGES, type Stage } from '../../src/protocol/stages'
import type { Database } from './database'

/** Where a stage of the studio can stand. */
export type StudioStageStatus = 'pending' | 'processing' | 'completed' | 'failed'

/** One stage of a project. Times in milliseconds since the epoch; `input` and `output` are JSON objects. */
export interface StageRecord {
  id: string
  stage: Stage
  status: StudioStageStatus
  /** What the model wrote. Kept while the stage runs again, until the new text is whole. */
  text: string
  input: string
  /** Of a completed stage its counts; of one that was cut `{interrupted_at}`, ISO 8601. */
  output: string
  retry_count: number
  error: string
  started_at: number | null
  completed_at: number | null
  updated_at: number
}

/** The five stages of a project in their order. */
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

/** When a stage starts that is started now: one that was cut goes on, as if it had not stood still since. */
function startOf({ started_at, output }: StageRecord, now: number): number {
  const { interrupted_at: cut } = JSON.parse(output) as { interrupted_at?: string }
  return started_at === null || cut === undefined ? now : started_at + Math.max(0, now - Date.parse(cut))
}

/**
 * Marks a stage as running. One that had failed counts one retry more; the start of one that was cut is put forward
 * by the time it stood still, so that the time since then is the time it has worked.
 */
export function startStage(db: Database, projectId: string, stage: Stage, input: object): void {
  const now = Date.now()
  db.run(
    `UPDATE stages SET retry_count = retry_count + (status = 'failed'), status = 'processing', input = ?, output = '{}',
       error = '', started_at = ?, completed_at = NULL, updated_at = ? WHERE project_id = ? AND stage = ?`,
    ...[JSON.stringify(input), startOf(stageOf(db, projectId, stage), now), now, projectId, stage],
  )
}

/** Keeps what the model wrote (or a person made of it). */
export function saveStageText(db: Database, projectId: string, stage: Stage, text: string): void {
  db.run(
    'UPDATE stages SET text = ?, updated_at = ? WHERE project_id = ? AND stage = ?',
    ...[text, Date.now(), projectId, stage],
  )
}

/** Notes that a stage works still: what a kill leaves tells by it how long the stage worked. */
export function touchStage(db: Database, projectId: string, stage: Stage): void {
  db.run(
    'UPDATE stages SET updated_at = ? WHERE project_id = ? AND stage = ?',
    ...[Date.now(), projectId, stage],
  )
}

/** Marks a stage as completed with what it has to show. */
export function completeStage(db: Database, projectId: string, stage: Stage, output: object): void {
  endStage(db, projectId, stage, 'completed', '', JSON.stringify(output))
}

/** Marks a stage as failed, with the reason in words. */
export function failStage(db: Database, projectId: string, stage: Stage, error: string): void {
  endStage(db, projectId, stage, 'failed', error, '{}')
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

/** Puts a stage whose work was stopped back to waiting. Its finished items stay, and when it started and was cut. */
export function interruptStage(db: Database, projectId: string, stage: Stage): void {
  const now = Date.now()
  db.run(
    `UPDATE stages SET status = 'pending', output = ?, updated_at = ?
     WHERE project_id = ? AND stage = ? AND status = 'processing'`,
    ...[JSON.stringify({ interrupted_at: new Date(now).toISOString() }), now, projectId, stage],
  )
}

/** Puts a failed stage back to waiting, as one retry more. */
export function markForRetry(db: Database, projectId: string, stage: Stage): void {
  db.run(
    `UPDATE stages SET status = 'pending', error = '', retry_count = retry_count + 1, started_at = NULL,
       completed_at = NULL, updated_at = ? WHERE project_id = ? AND stage = ?`,
    ...[Date.now(), projectId, stage],
  )
}

/** Puts stages back to the state of a new project. What they produced is removed by `clearProducts`. */
export function resetStages(db: Database, projectId: string, stages: readonly Stage[]): void {
  for (const stage of stages)
    db.run(
      `UPDATE stages SET status = 'pending', text = '', input = '{}', output = '{}', error = '', retry_count = 0,
         started_at = NULL, completed_at = NULL, updated_at = ? WHERE project_id = ? AND stage = ?`,
      ...[Date.now(), projectId, stage],
    )
}

/** Stands in the `error` of a waiting stage or a task that a restart cut; translated when it is shown. */
export const CUT_BY_RESTART = 'cut-by-restart'

/**
 * Finds what a restart or a kill cut: running and queued projects become `paused`, their running stages wait again
 * and say why, their tasks count as failed. Resuming then makes what is missing. Nobody knows when it happened: the
 * stage counts as cut at its last sign of work.
 */
export function recoverInterrupted(db: Database): void {
  const now = Date.now()
  db.transaction(() => {
    db.run(
      `UPDATE stages SET status = 'pending', error = ?, updated_at = ?, output = json_object('interrupted_at',
         strftime('%Y-%m-%dT%H:%M:%fZ', updated_at / 1000.0, 'unixepoch')) WHERE status = 'processing'`,
      ...[CUT_BY_RESTART, now],
    )
    db.run(
      `UPDATE projects SET status = 'paused', updated_at = ? WHERE status IN ('processing', 'queued')`,
      now,
    )
    db.run(
      `UPDATE tasks SET state = 'FAILURE', error = ? WHERE state IN ('PENDING', 'STARTED')`,
      CUT_BY_RESTART,
    )
  })
}
