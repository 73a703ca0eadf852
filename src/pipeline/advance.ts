import { STAGES } from '@/protocol/stages'
import type { ProjectState, StageState } from './state'

/** How far a run of a stage is. */
const RANK = { unknown: 0, pending: 1, running: 2, skipped: 3, completed: 3, failed: 3 } as const

function stageAdvanced(before: StageState, after: StageState): boolean {
  if (before.status === 'unknown') return false
  if (RANK[after.status] > RANK[before.status]) return true
  if (before.status !== 'running' || after.status !== 'running') return false
  return after.attempt > before.attempt || (after.progress.done ?? 0) > (before.progress.done ?? 0)
}

/**
 * Whether the run has gone on from one state to the next: a stage began or ended, or finished another item. A pause,
 * a rollback and an edit are no such things. What was not known before cannot have gone on.
 */
export function hasAdvanced(before: ProjectState, after: ProjectState): boolean {
  return STAGES.some((stage) => stageAdvanced(before.stages[stage], after.stages[stage]))
}
