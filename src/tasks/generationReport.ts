import type { Generation, GenerationStatus } from '@/protocol/generation'
import { resultOfFile } from '@/protocol/singleTasks'
import { bareTask, type Task, type TaskStatus } from './state'

const STATUSES: Readonly<Record<GenerationStatus, TaskStatus>> = {
  pending: 'pending',
  processing: 'running',
  completed: 'completed',
  failed: 'failed',
  // A status that is asked for has not ended before the server says so.
  unknown: 'running',
}

/**
 * The report that an answer about a picture makes.
 *
 * @param known what is known of the task; the answer does not say of which project it is
 * @param seenAt by the steady clock of the page
 */
export function reportOfGeneration(
  id: string,
  { status, result, error }: Generation,
  known: Task | undefined,
  seenAt: number,
): Task {
  return bareTask({
    kind: 'poll',
    id,
    type: known?.type ?? null,
    projectId: known?.projectId ?? null,
    sceneId: known?.sceneId ?? null,
    status: STATUSES[status],
    error,
    result: resultOfFile(result),
    seenAt,
  })
}
