import { ApiError } from '@/api/calls/errors'
import type { TaskStream, TaskStreamListener } from '@/api/tasks/taskStream'
import { hasEnded, isActive, taskKey, type Task, type TaskKind } from '@/tasks/state'
import type { ConnectionState } from '@/transport/connectionState'
import { askFor, createTaskWatch, report, type TaskBook } from './taskWatch'

/** Receives the events of one task, and the state of its connection. */
export interface TaskListener<E> {
  /**
   * An event of its stream; one that says nothing new of the task is left out. The last one tells how the task ended,
   * however that became known.
   */
  readonly onEvent: (event: E) => void
  readonly onState: (state: ConnectionState) => void
}

/** What an event of a stream means for its task. */
export interface Reading {
  /** Whether it is news of the task. */
  readonly isNews: boolean
  /** Whether it only says that the task has ended. */
  readonly isEnd?: boolean
  /** What it says of the task; null if nothing. */
  readonly report: Task | null
  /** Whether the server should be asked, because a call says more than the event. */
  readonly isWorthAsking: boolean
  /** What counts if the server then does not know the task. */
  readonly otherwise?: Task
  /** Whether that counts as well if the call has not shown an end, because the event is the last word. */
  readonly isFinal?: boolean
}

/** What is different for each kind of task that has a stream of its own. */
export interface FollowedTasksOptions<E> extends TaskBook {
  readonly kind: TaskKind
  readonly createStream: (id: string, listener: TaskStreamListener<E>) => TaskStream
  readonly read: (id: string, event: E, known: Task | undefined, receivedAt: number) => Reading
  readonly fetch: (id: string, known: Task | undefined, signal: AbortSignal) => Promise<Task>
  /** The event that tells how a task ended. */
  readonly endOf: (task: Task) => E
  /** The events that tell the last state of a task that has ended, and how. */
  readonly fetchEnd: (id: string, signal: AbortSignal) => Promise<readonly E[]>
  readonly asError: (message: string | null) => E
}

/** The active tasks of one kind, each followed on a stream of its own. */
export interface FollowedTasks<E> {
  /** Follow the tasks that are active now, and no others. */
  readonly tend: () => void
  /** Ask for one task now. Never rejects. */
  readonly ask: (id: string) => Promise<void>
  /** Listen to one task. @returns stops */
  readonly listen: (id: string, listener: TaskListener<E>) => () => void
  readonly stop: () => void
}

/** Follow nothing until `tend` is called. */
export function createFollowedTasks<E>(options: FollowedTasksOptions<E>): FollowedTasks<E> {
  const { kind } = options
  const controller = new AbortController()
  const followed = new Map<string, () => void>()
  const listeners = new Map<string, Set<TaskListener<E>>>()
  const keyOf = (id: string) => taskKey({ kind, id })
  const known = (id: string): Task | undefined => options.tasks().get(keyOf(id))

  async function ask(id: string, { otherwise, isFinal }: Partial<Reading> = {}): Promise<boolean> {
    const isAnswered = await askFor(options, keyOf(id), () => options.fetch(id, known(id), controller.signal))
    const task = known(id)
    const isOpen = task !== undefined && !hasEnded(task)
    if (otherwise && isOpen && (isFinal === true || task.doubt === 'forgotten')) report(options, [otherwise])
    return isAnswered
  }

  function tell(id: string, event: E) {
    for (const listener of [...(listeners.get(id) ?? [])]) listener.onEvent(event)
  }

  /** Tell the end of a task that is no longer followed. */
  async function tellEnd(id: string, listener: TaskListener<E>) {
    try {
      const events = await options.fetchEnd(id, controller.signal)
      if (listeners.get(id)?.has(listener) === true) for (const event of events) listener.onEvent(event)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.kind !== 'cancelled') listener.onEvent(options.asError(error.detail))
    }
  }

  function tellEndOf(id: string) {
    const task = known(id)
    if (task && hasEnded(task)) tell(id, options.endOf(task))
  }

  /** @returns stops following */
  function follow(id: string): () => void {
    const watch = createTaskWatch({
      ask: () => ask(id),
      known: () => known(id),
      isNeeded: () => true,
      isOver: () => !followed.has(id),
    })
    const stream = options.createStream(id, {
      ...watch.listener,
      onTaskEvent(event, receivedAt) {
        const before = known(id)
        const reading = options.read(id, event, before, receivedAt)
        watch.received(reading.isNews ? 'message' : 'byte')
        if (reading.report) report(options, [reading.report])
        const isNew = reading.report === null || known(id) !== before
        if (isNew && reading.isEnd !== true) tell(id, event)
        if (reading.isWorthAsking) void ask(id, reading)
      },
      onState(state) {
        for (const listener of listeners.get(id) ?? []) listener.onState(state)
        watch.noteState(state)
        if (state.status === 'closed' && state.fault === 'not_found') void ask(id)
      },
    })
    watch.start()
    stream.open()
    return () => {
      followed.delete(id)
      stream.close()
      watch.stop()
    }
  }

  return {
    tend() {
      const active = new Set(
        [...options.tasks().values()]
          .filter((task) => task.kind === kind && isActive(task))
          .map(({ id }) => id),
      )
      for (const [id, stop] of [...followed]) {
        if (active.has(id)) continue
        stop()
        // After the event that is being read.
        void Promise.resolve().then(() => tellEndOf(id))
      }
      for (const id of active) if (!followed.has(id)) followed.set(id, follow(id))
    },
    listen(id, listener) {
      const all = listeners.get(id) ?? new Set()
      listeners.set(id, all.add(listener))
      const task = known(id)
      if (task && !isActive(task)) void tellEnd(id, listener)
      return () => {
        all.delete(listener)
        if (all.size === 0) listeners.delete(id)
      }
    },
    async ask(id) {
      await ask(id)
    },
    stop() {
      controller.abort()
      for (const stop of [...followed.values()]) stop()
    },
  }
}
