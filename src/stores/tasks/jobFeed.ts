import { API_ERRORS, ApiError } from '@/api/calls/errors'
import { createJobStream, fetchJob } from '@/api/tasks/jobs'
import { noteHeard } from '@/platform/contact'
import { steadyNow } from '@/platform/steadyClock'
import type { JobList } from '@/protocol/jobs'
import { forgetTask, applyReports } from '@/tasks/applyReports'
import { reportOfJob } from '@/tasks/jobReport'
import { selectActiveJobs, selectMissing } from '@/tasks/selectors'
import { taskKey, type Task, type Tasks } from '@/tasks/state'
import type { ConnectionState } from '@/transport/connectionState'
import { createDeliveryWatch, type Delivery } from '../project/deliveryWatch'
import { createPoll } from '../shared/poll'

/** How often single jobs are asked for where their stream does not arrive. */
const POLL = { shortestMs: 1_000, longestMs: 10_000, hiddenMs: 20_000 }
/** A job that a snapshot does not list is asked for at most this often. */
const ASK_INTERVAL_MS = 5_000

/** What the feed reads and writes. */
export interface JobFeedOptions {
  readonly tasks: () => Tasks
  readonly onTasks: (tasks: Tasks) => void
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
  let delivery: Delivery = { by: 'stream' }
  const controller = new AbortController()
  /** When each job was last asked for. */
  const askedAt = new Map<string, number>()
  const poll = createPoll({ onDue: () => void look(), ...POLL })
  const watch = createDeliveryWatch({ onDelivery: handleDelivery, onDoubt: () => void look() })
  const stream = createJobStream({
    onJobs(list, receivedAt) {
      noteHeard()
      watch.received('message')
      options.onIdleStream(list.idleStream)
      apply(list, receivedAt)
    },
    onMalformed(data) {
      watch.received('byte')
      options.onMalformed(data)
    },
    onComment() {
      noteHeard()
      watch.received('byte')
    },
    onOpen: watch.opened,
    onState(state) {
      const shown: ConnectionState = isOpen ? state : { status: 'idle' }
      options.onConnection(shown)
      if (shown.status === 'waiting' || (shown.status === 'closed' && shown.fault !== null)) watch.expect()
    },
    onCapped: (isCapped) => watch.impose(isCapped ? 'capped' : null),
    onMissing: () => watch.impose('unloaded'),
  })

  function apply(list: JobList, receivedAt: number) {
    report(list.jobs.map((job) => reportOfJob(job, receivedAt)))
    const listed = new Set(list.jobs.map(({ id }) => id))
    for (const { id } of selectMissing(options.tasks(), listed)) void askAgain(id)
  }

  function report(reports: readonly Task[]) {
    options.onTasks(applyReports(options.tasks(), reports))
  }

  function handleDelivery(next: Delivery) {
    delivery = next
    options.onDelivery(next)
    if (next.by === 'polling') poll.start()
    else poll.stop()
    void look()
  }

  /** Ask for all active jobs, one after the other. */
  async function look() {
    const startedAt = steadyNow()
    const before = options.tasks()
    const active = selectActiveJobs(before)
    let isAnswered = false
    for (const { id } of active) isAnswered = (await ask(id)) || isAnswered
    if (controller.signal.aborted) return
    const hasChanged = options.tasks() !== before
    if (isAnswered) watch.answered(startedAt, hasChanged)
    poll.schedule({ isNeeded: selectActiveJobs(options.tasks()).length > 0, hasChanged })
  }

  /** Ask for all active jobs where the stream does not arrive. */
  function lookInstead() {
    if (isOpen && delivery.by === 'polling') void look()
  }

  async function askAgain(jobId: string) {
    if (steadyNow() - (askedAt.get(jobId) ?? -Infinity) >= ASK_INTERVAL_MS) await ask(jobId)
  }

  /** @returns whether the server answered */
  async function ask(jobId: string): Promise<boolean> {
    askedAt.set(jobId, steadyNow())
    try {
      const job = await fetchJob(jobId, controller.signal)
      report([reportOfJob(job, steadyNow())])
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.kind === 'not_found')
        options.onTasks(forgetTask(options.tasks(), taskKey({ kind: 'job', id: jobId })))
      // What may pass is asked again: by the next snapshot, or by the poll.
      return !API_ERRORS[error.kind].isPassing && error.kind !== 'cancelled'
    }
  }

  return {
    want(isWanted) {
      if (isWanted === isOpen) return
      isOpen = isWanted
      if (isWanted) {
        watch.expect()
        stream.open()
        // The stream did not arrive before, and may not arrive now.
        if (delivery.by === 'polling') poll.start()
        lookInstead()
        return
      }
      stream.close()
      watch.stop()
      if (delivery.by === 'polling') poll.stop()
    },
    noteStarted: lookInstead,
    async ask(jobId) {
      await ask(jobId)
    },
    stop() {
      isOpen = false
      controller.abort()
      stream.close()
      watch.stop()
      poll.stop()
    },
  }
}
