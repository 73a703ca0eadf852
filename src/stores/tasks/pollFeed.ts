import { pollGeneration } from '@/api/tasks/statusPoll'
import { steadyNow } from '@/platform/steadyClock'
import { holdLock, webLocks } from '@/platform/webLocks'
import { doubtTask } from '@/tasks/applyReports'
import { reportOfGeneration } from '@/tasks/generationReport'
import { isActive, taskKey } from '@/tasks/state'
import { report, type TaskBook } from './taskWatch'

/** The active tasks of one person whose status is polled, by one tab of the browser each. */
export interface PollFeed {
  /** Poll the tasks that are active now, and no others. */
  readonly tend: () => void
  readonly stop: () => void
}

/** Make a feed that polls nothing. */
export function createPollFeed(book: TaskBook): PollFeed {
  const polled = new Map<string, AbortController>()
  const keyOf = (id: string) => taskKey({ kind: 'poll', id })

  async function poll(id: string, signal: AbortSignal) {
    const end = await pollGeneration(id, {
      signal,
      onStatus: (generation) =>
        report(book, [reportOfGeneration(id, generation, book.tasks().get(keyOf(id)), steadyNow())]),
    })
    if (end.kind === 'overdue') book.onTasks(doubtTask(book.tasks(), keyOf(id), 'overdue'))
    if (end.kind === 'refused') {
      const doubt = end.error.kind === 'not_found' ? 'forgotten' : 'overdue'
      book.onTasks(doubtTask(book.tasks(), keyOf(id), doubt))
    }
  }

  /** Poll while no other tab does. */
  async function pollAlone(id: string, { signal }: AbortController) {
    const locks = webLocks()
    const end = locks && (await holdLock(locks, `dailies-poll ${id}`, { signal }, () => poll(id, signal)))
    if (end === null || end === 'denied') await poll(id, signal)
  }

  return {
    tend() {
      const active = new Set(
        [...book.tasks().values()]
          .filter((task) => task.kind === 'poll' && isActive(task))
          .map(({ id }) => id),
      )
      for (const [id, controller] of [...polled]) {
        if (active.has(id)) continue
        polled.delete(id)
        controller.abort()
      }
      for (const id of active) {
        if (polled.has(id)) continue
        const controller = new AbortController()
        polled.set(id, controller)
        void pollAlone(id, controller)
      }
    },
    stop() {
      for (const controller of polled.values()) controller.abort()
      polled.clear()
    },
  }
}
