import type { StageState } from '@/pipeline/state'

/** Null while it works, or nobody said when it ended or was cut. */
function stageEndedAt(stage: StageState): number | null {
  if (stage.status === 'completed') return stage.completedAt
  if (stage.status === 'failed') return stage.failedAt
  return stage.status === 'pending' ? stage.stoppedAt : null
}

/**
 * How long a stage has worked, in seconds.
 *
 * @param now milliseconds since the epoch, for a stage that still works
 * @returns null where it has not worked or nobody said how long
 */
export function stageSeconds(stage: StageState, now: number): number | null {
  if (stage.startedAt === null) return null
  const end = stage.status === 'running' ? now : stageEndedAt(stage)
  return end === null ? null : Math.max(0, end - stage.startedAt) / 1000
}
