import { STAGES } from '@/protocol/stages'
import type { ProjectState, StageState, StageStatus } from './state'

/** How far a run of a stage is, by its status. */
export const STATUS_RANK = {
  unknown: 0,
  pending: 1,
  running: 2,
  skipped: 3,
  completed: 3,
  failed: 3,
} satisfies Record<StageStatus, number>

function stageAdvanced(before: StageState, after: StageState): boolean {
  if (before.status === 'unknown') return false
  if (STATUS_RANK[after.status] > STATUS_RANK[before.status]) return true
  if (before.status !== 'running' || after.status !== 'running') return false
  return after.attempt > before.attempt || (after.progress.done ?? 0) > (before.progress.done ?? 0)
}

/**
 * Whether the run has advanced from one state to the next: a stage started, ended, or finished another item. A pause, a
 * rollback or an edit is no advance, and neither is learning the status of a stage for the first time.
 */
export function hasAdvanced(before: ProjectState, after: ProjectState): boolean {
  return STAGES.some((stage) => stageAdvanced(before.stages[stage], after.stages[stage]))
}
