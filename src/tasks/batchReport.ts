import {
  resultOfCopies,
  VARIANTS_TYPE,
  type Batch,
  type BatchCompleteEvent,
  type BatchStatus,
  type BatchStatusEvent,
} from '@/protocol/batches'
import { bareTask, type Task, type TaskStatus } from './state'

const STATUSES: Readonly<Record<BatchStatus, TaskStatus>> = {
  QUEUED: 'pending',
  RUNNING: 'running',
  SUCCEEDED: 'completed',
  PARTIAL_SUCCESS: 'partial',
  FAILED: 'failed',
  unknown: 'unknown',
}

const WORDS: Readonly<Record<TaskStatus, BatchStatus>> = {
  pending: 'QUEUED',
  running: 'RUNNING',
  completed: 'SUCCEEDED',
  partial: 'PARTIAL_SUCCESS',
  failed: 'FAILED',
  cancelled: 'unknown',
  unknown: 'unknown',
}

/** The wire's word for the status of a batch's task. */
export function statusOfBatch(status: TaskStatus): BatchStatus {
  return WORDS[status]
}

/** How far a batch is. `total`: how many versions are wanted; null if that is not known. */
function progressOf(written: number | null, total: number | null): Pick<Task, 'step' | 'progress'> {
  if (written === null || total === null || total <= 0) return { step: null, progress: null }
  const current = Math.min(written, total)
  return { step: { current, total }, progress: (100 * current) / total }
}

/**
 * The report that an event of a batch's stream makes.
 *
 * @param known what is known of the batch; the event does not say how many versions are wanted, nor of which project
 * @param seenAt by the steady clock of the page
 */
export function reportOfStatus(event: BatchStatusEvent, known: Task | undefined, seenAt: number): Task {
  return bareTask({
    kind: 'batch',
    id: event.batchId,
    type: VARIANTS_TYPE,
    projectId: known?.projectId ?? null,
    status: STATUSES[event.status],
    ...progressOf(event.copyCount, known?.step?.total ?? null),
    error: event.errorMessage ?? event.errorCode,
    version: event.statusVersion,
    startedAt: event.startedAt,
    updatedAt: event.timestamp,
    seenAt,
  })
}

/** The report that the `complete` event of a batch makes. It has no version: it is the last word. */
export function reportOfComplete(
  { batchId, finalStatus }: BatchCompleteEvent,
  known: Task | undefined,
  seenAt: number,
): Task {
  return bareTask({
    kind: 'batch',
    id: batchId,
    type: VARIANTS_TYPE,
    projectId: known?.projectId ?? null,
    status: STATUSES[finalStatus],
    progress: known?.progress ?? null,
    step: known?.step ?? null,
    error: known?.error ?? null,
    seenAt,
  })
}

/** The report that a fetched batch makes. `known`: what is known of it. */
export function reportOfBatch(batch: Batch, known: Task | undefined, seenAt: number): Task {
  return {
    ...reportOfStatus({ ...batch, timestamp: batch.updatedAt }, known, seenAt),
    ...progressOf(batch.copyCount ?? batch.copies.length, batch.count ?? known?.step?.total ?? null),
    projectId: batch.projectId ?? known?.projectId ?? null,
    createdAt: batch.createdAt,
    result: resultOfCopies(batch.copies),
  }
}
