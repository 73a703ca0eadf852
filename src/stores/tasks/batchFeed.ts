import { createBatchStream, fetchBatch } from '@/api/tasks/batches'
import { steadyNow } from '@/platform/steadyClock'
import type { BatchEvent } from '@/protocol/batches'
import { reportOfBatch, reportOfComplete, reportOfStatus, statusOfBatch } from '@/tasks/batchReport'
import type { Task } from '@/tasks/state'
import { createFollowedTasks, type FollowedTasks, type Reading } from './followedTasks'
import type { TaskBook } from './taskWatch'

/** What the feed reads and writes. */
export interface BatchFeedOptions extends TaskBook {
  /** An event that cannot be read. */
  readonly onMalformed: () => void
}

/** The active batches of one person, each followed on a stream of its own. */
export function createBatchFeed({ onMalformed, ...book }: BatchFeedOptions): FollowedTasks<BatchEvent> {
  function read(_: string, event: BatchEvent, known: Task | undefined, receivedAt: number): Reading {
    switch (event.kind) {
      case 'status': {
        const { status } = event
        // The stream says how many versions there are; the call brings them.
        const isWorthAsking = (status.copyCount ?? 0) > (known?.step?.current ?? 0)
        return { isNews: true, report: reportOfStatus(status, known, receivedAt), isWorthAsking }
      }
      case 'complete': {
        const report = reportOfComplete(event.complete, known, receivedAt)
        return { isNews: true, isEnd: true, report, isWorthAsking: true }
      }
      case 'error':
        return { isNews: false, report: null, isWorthAsking: true }
      case 'malformed':
        onMalformed()
        return { isNews: false, report: null, isWorthAsking: false }
      case 'unknown':
        return { isNews: false, report: null, isWorthAsking: false }
    }
  }

  return createFollowedTasks<BatchEvent>({
    ...book,
    kind: 'batch',
    read,
    createStream: createBatchStream,
    fetch: async (id, known, signal) => reportOfBatch(await fetchBatch(id, signal), known, steadyNow()),
    endOf: ({ id, status }) => ({
      kind: 'complete',
      complete: { batchId: id, finalStatus: statusOfBatch(status) },
    }),
    async fetchEnd(id, signal) {
      const batch = await fetchBatch(id, signal)
      return [
        { kind: 'status', status: { ...batch, timestamp: batch.updatedAt } },
        { kind: 'complete', complete: { batchId: id, finalStatus: batch.status } },
      ]
    },
    asError: (message) => ({ kind: 'error', message }),
  })
}
