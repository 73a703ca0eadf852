import { createJobStream, fetchJob } from '@/api/tasks/jobs'
import { steadyNow } from '@/platform/steadyClock'
import type { JobList } from '@/protocol/jobs'
import { reportOfJob } from '@/tasks/jobReport'
import { selectActiveJobs, selectMissing } from '@/tasks/selectors'
import { taskKey } from '@/tasks/state'
import type { ConnectionState } from '@/transport/connectionState'
import type { Delivery } from '../shared/deliveryWatch'
import { askFor, createTaskWatch, report, type TaskBook } from './taskWatch'

/** A job that a snapshot does not list is asked for at most this often. */
const ASK_INTERVAL_MS = 5_000

/** What the feed reads and writes. */
export interface JobFeedOptions extends TaskBook {
  readonly onConnection: (state: ConnectionState) => void
  readonly onDelivery: (delivery: Delivery) => void
  /** A snapshot or a result that cannot be read. */
  readonly onMalformed: (data: string) => void
  /** Whether the server welcomes the stream while nothing runs. */
  readonly onIdleStream: (isWelcome: boolean) => void
}

/** The jobs of one person: one stream while it is wanted, with calls about single jobs beside it. */
export interface JobFeed {
  /** Open the stream, or let it go. */
  readonly want: (isWanted: boolean) => void
  /** A job was started here: where the stream does not arrive, ask for it. */
  readonly noteStarted: () => void
  /** Ask for one job now. Never rejects. */
  readonly ask: (jobId: string) => Promise<void>
  readonly stop: () => void
}

/** Make a feed. It does nothing until the stream is wanted. */
export function createJobFeed(options: JobFeedOptions): JobFeed {
  let isOpen = false
  const controller = new AbortController()
  /** When each job was last asked for. */
  const askedAt = new Map<string, number>()
  const active = () => selectActiveJobs(options.tasks())
  const watch = createTaskWatch({
    /** Ask for all active jobs, one after the other. */
    async ask() {
      let isAnswered = false
      for (const { id } of active()) isAnswered = (await ask(id)) || isAnswered
      return isAnswered
    },
    known: options.tasks,
    isNeeded: () => active().length > 0,
    isOver: () => controller.signal.aborted,
    onDelivery: options.onDelivery,
  })
  const stream = createJobStream({
    ...watch.listener,
    onJobs(list, receivedAt) {
      watch.received('message')
      options.onIdleStream(list.idleStream)
      apply(list, receivedAt)
    },
    onMalformed(data) {
      watch.received('byte')
      options.onMalformed(data)
    },
    onState(state) {
      const shown: ConnectionState = isOpen ? state : { status: 'idle' }
      options.onConnection(shown)
      watch.noteState(shown)
    },
  })

  function apply(list: JobList, receivedAt: number) {
    report(
      options,
      list.jobs.map((job) => reportOfJob(job, receivedAt)),
    )
    const listed = new Set(list.jobs.map(({ id }) => id))
    for (const { id } of selectMissing(options.tasks(), listed))
      if (steadyNow() - (askedAt.get(id) ?? -Infinity) >= ASK_INTERVAL_MS) void ask(id)
  }

  function ask(jobId: string): Promise<boolean> {
    askedAt.set(jobId, steadyNow())
    const fetch = async () => reportOfJob(await fetchJob(jobId, controller.signal), steadyNow())
    return askFor(options, taskKey({ kind: 'job', id: jobId }), fetch)
  }

  return {
    want(isWanted) {
      if (isWanted === isOpen) return
      isOpen = isWanted
      if (isWanted) {
        watch.start()
        stream.open()
      } else {
        stream.close()
        watch.stop()
      }
    },
    noteStarted() {
      if (isOpen) watch.askInstead()
    },
    async ask(jobId) {
      await ask(jobId)
    },
    stop() {
      isOpen = false
      controller.abort()
      stream.close()
      watch.stop()
    },
  }
}
