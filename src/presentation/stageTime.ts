import { stageEndedAt } from '@/pipeline/selectors'
import type { StageState } from '@/pipeline/state'

/**
 * How long a stage has worked, in seconds.
 *
 * @param now milliseconds since the epoch by the server's clock; the end for a stage that runs or was last seen running
 * @returns null if it has not worked, or if its start or end is unknown
 */
export function stageSeconds(stage: StageState, now: number): number | null {
  if (stage.startedAt === null) return null
  const isOpen = stage.status === 'running' || stage.status === 'unknown'
  const end = isOpen ? now : stageEndedAt(stage)
  return end === null ? null : Math.max(0, end - stage.startedAt) / 1000
}
