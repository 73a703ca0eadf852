import { API_ERRORS, ApiError } from '@/api/calls/errors'
import { noteHeard } from '@/platform/contact'
import { steadyNow } from '@/platform/steadyClock'
import { applyReports, doubtTask } from '@/tasks/applyReports'
import type { Task, Tasks } from '@/tasks/state'
import type { ConnectionState } from '@/transport/connectionState'
import { createDeliveryWatch, type Delivery } from '../shared/deliveryWatch'
import { createPoll, INSTEAD_OF_STREAM } from '../shared/poll'

/** The tasks that a feed reads and writes. */
export interface TaskBook {
  readonly tasks: () => Tasks
  readonly onTasks: (tasks: Tasks) => void
}

/** Fold reports into the tasks. */
export function report({ tasks, onTasks }: TaskBook, reports: readonly Task[]): void {
  onTasks(applyReports(tasks(), reports))
}

/**
 * Ask for one task and fold the answer into the tasks. One that the server does not know becomes unknown. Never rejects with
 * `ApiError`.
 *
 * @returns whether the server answered
 */
export async function askFor(book: TaskBook, key: string, fetch: () => Promise<Task>): Promise<boolean> {
  try {
    report(book, [await fetch()])
    return true
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.kind === 'not_found') book.onTasks(doubtTask(book.tasks(), key, 'forgotten'))
    // What may pass is asked again: by the next event, or by the poll.
    return !API_ERRORS[error.kind].isPassing && error.kind !== 'cancelled'
  }
}

/** What is watched. */
export interface TaskWatchOptions {
  /** Ask for what the stream should bring. @returns whether the server answered */
  readonly ask: () => Promise<boolean>
  /** What is known of it; another object after a change. */
  readonly known: () => unknown
  /** Whether there is anything to ask for. */
  readonly isNeeded: () => boolean
  /** Whether nothing of this is wanted any more. */
  readonly isOver: () => boolean
  readonly onDelivery?: (delivery: Delivery) => void
}

/** Watches whether a stream of tasks arrives, and asks where it does not. */
export interface TaskWatch {
  /** The callbacks of the stream that are the same for all streams of tasks. */
  readonly listener: {
    readonly onComment: () => void
    readonly onOpen: () => void
    readonly onCapped: (isCapped: boolean) => void
    readonly onMissing: () => void
  }
  /** An event has arrived. `message`: one that says something about a task. */
  readonly received: (sign: 'byte' | 'message') => void
  readonly noteState: (state: ConnectionState) => void
  /** The stream is being opened. */
  readonly start: () => void
  /** Ask now, if the stream does not arrive. */
  readonly askInstead: () => void
  /** The stream is let go. */
  readonly stop: () => void
}

/** Make a watch that rests. */
export function createTaskWatch(options: TaskWatchOptions): TaskWatch {
  let isPolling = false
  const poll = createPoll({ onDue: () => void look(), ...INSTEAD_OF_STREAM })
  const watch = createDeliveryWatch({
    onDelivery(next) {
      isPolling = next.by === 'polling'
      options.onDelivery?.(next)
      if (isPolling) poll.start()
      else poll.stop()
      void look()
    },
    onDoubt: () => void look(),
  })

  async function look() {
    const startedAt = steadyNow()
    const before = options.known()
    const isAnswered = await options.ask()
    if (options.isOver()) return
    const hasChanged = options.known() !== before
    if (isAnswered) watch.answered(startedAt, hasChanged)
    poll.schedule({ isNeeded: options.isNeeded(), hasChanged })
  }

  function received(sign: 'byte' | 'message') {
    noteHeard()
    watch.received(sign)
  }
  function askInstead() {
    if (isPolling) void look()
  }

  return {
    listener: {
      onComment: () => received('byte'),
      onOpen: watch.opened,
      onCapped: (isCapped) => watch.impose(isCapped ? 'capped' : null),
      onMissing: () => watch.impose('unloaded'),
    },
    received,
    noteState(state) {
      const isGivenUp = state.status === 'closed' && state.fault !== null
      if (isGivenUp || state.status === 'waiting') watch.expect()
    },
    start() {
      watch.expect()
      // The stream did not arrive before, and may not arrive now.
      if (isPolling) poll.start()
      askInstead()
    },
    askInstead,
    stop() {
      watch.stop()
      poll.stop()
    },
  }
}
