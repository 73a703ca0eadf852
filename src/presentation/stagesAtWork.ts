import type { StageState } from '@/pipeline/state'
import type { Stage } from '@/protocol/stages'

type StageAtWork = Pick<StageState, 'stage' | 'status' | 'startedAt'>

/**
 * The stages whose views open by themselves: those that run or have failed; while none does, the one that the run has come
 * to. Of a finished run it is none, and of one without scenes always the rewrite: there is no other text to read.
 *
 * @param stages the five stages in their order
 */
export function stagesAtWork(stages: readonly StageAtWork[], hasScenes: boolean): readonly Stage[] {
  const atWork = stages.filter(({ status }) => status === 'running' || status === 'failed')
  const isOver = stages.every(({ status }) => status === 'completed' || status === 'skipped')
  const reached = stages.findLast(({ status, startedAt }) => status !== 'pending' || startedAt !== null)
  const open = new Set(atWork.map(({ stage }) => stage))
  if (open.size === 0 && !isOver && reached) open.add(reached.stage)
  if (!hasScenes) open.add('rewrite')
  return [...open]
}
