import { createProgressStream, fetchTask } from '@/api/tasks/singleTasks'
import { steadyNow } from '@/platform/steadyClock'
import type { TaskEvent } from '@/protocol/singleTasks'
import { reportOfEnd, reportOfProgress, reportOfTask } from '@/tasks/singleTaskReport'
import { hasEnded, type Task } from '@/tasks/state'
import { createFollowedTasks, type FollowedTasks, type Reading } from './followedTasks'
import type { TaskBook } from './taskWatch'

/** The task has ended. The call brings what was made, or why it failed; only then is the end told. */
function endedBy(report: Task): Reading {
  return { isNews: true, report: null, isWorthAsking: true, otherwise: report, isFinal: true }
}

/** The event that tells how a task ended. */
function endOf({ status, error }: Task): TaskEvent {
  return status === 'failed' ? { kind: 'error', message: error } : { kind: 'complete', state: status }
}

/** What the feed reads and writes. */
export interface SingleTaskFeedOptions extends TaskBook {
  /** An event that cannot be read. */
  readonly onMalformed: () => void
}

/** The active single tasks of one person, each followed on a stream of its own. */
export function createSingleTaskFeed({
  onMalformed,
  ...book
}: SingleTaskFeedOptions): FollowedTasks<TaskEvent> {
  function read(id: string, event: TaskEvent, known: Task | undefined, receivedAt: number): Reading {
    switch (event.kind) {
      case 'progress': {
        const report = reportOfProgress(id, event.progress, known, receivedAt)
        return hasEnded(report) ? endedBy(report) : { isNews: true, report, isWorthAsking: false }
      }
      case 'complete': {
        const report = reportOfEnd(id, { state: event.state }, known, receivedAt)
        return { ...endedBy(report), isEnd: true }
      }
      case 'error': {
        // The error may be that of the stream alone. The call knows how the task is.
        const otherwise = reportOfEnd(id, { error: event.message }, known, receivedAt)
        return { isNews: true, isEnd: true, report: null, isWorthAsking: true, otherwise }
      }
      case 'timeout':
        // The stream was too old, not the task: it is opened again.
        return { isNews: false, report: null, isWorthAsking: false }
      case 'malformed':
        onMalformed()
        return { isNews: false, report: null, isWorthAsking: false }
      case 'unknown':
        return { isNews: false, report: null, isWorthAsking: false }
    }
  }

  return createFollowedTasks<TaskEvent>({
    ...book,
    kind: 'task',
    read,
    createStream: createProgressStream,
    fetch: async (id, _, signal) => reportOfTask(id, await fetchTask(id, signal), steadyNow()),
    endOf,
    async fetchEnd(id, signal) {
      const task = await fetchTask(id, signal)
      return [{ kind: 'progress', progress: task }, endOf(reportOfTask(id, task, steadyNow()))]
    },
    asError: (message) => ({ kind: 'error', message }),
  })
}
