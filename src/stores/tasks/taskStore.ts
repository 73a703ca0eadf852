import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { ApiError } from '@/api/calls/errors'
import { fetchSnapshot } from '@/api/projects'
import { steadyNow } from '@/platform/steadyClock'
import { onKeptElsewhere } from '@/platform/keptValue'
import { isPageVisible } from '@/platform/visibility'
import { VARIANTS_TYPE, type BatchEvent } from '@/protocol/batches'
import type { TaskEvent } from '@/protocol/singleTasks'
import { applyReports, resumeTask } from '@/tasks/applyReports'
import {
  selectActiveCount,
  selectActiveJobs,
  selectChain,
  selectOutcomes,
  type Outcome,
} from '@/tasks/selectors'
import { bareTask, isActive, taskKey, type Task, type TaskKind, type Tasks } from '@/tasks/state'
import type { ConnectionState } from '@/transport/connectionState'
import type { Delivery } from '../shared/deliveryWatch'
import { useSessionStore } from '../session/sessionStore'
import { createBatchFeed } from './batchFeed'
import type { TaskListener } from './followedTasks'
import { createJobFeed } from './jobFeed'
import { createOutcomeClaims, keepTasks, keptTasksKey, readKeptTasks } from './keptTasks'
import { createPollFeed } from './pollFeed'
import { createSingleTaskFeed } from './singleTaskFeed'
import { createTaskCommands, type StartedTask } from './taskCommands'
import { createTaskOffers, type Offers } from './taskOffers'

const SAVE_INTERVAL_MS = 1_000
/** A hidden tab tells an outcome this much later than a visible one, in milliseconds. */
const HIDDEN_WAIT_MS = 300
/** This long after the connection was lost, what runs is `unknown`: nothing is shown as running on hope. */
const LOST_MS = 3_000

/** A task whose state can no longer be trusted, as it is shown. */
function inDoubt(task: Task): Task {
  return isActive(task) ? { ...task, status: 'unknown' } : task
}

/**
 * The background tasks of the signed-in person: the owner of their one stream, and the only writer of their state. What
 * it knows is kept in this browser for some days.
 */
export const useTaskStore = defineStore('tasks', () => {
  const session = useSessionStore()
  const person = () => session.username ?? ''
  const kept = readKeptTasks(person())
  const tasks = shallowRef(kept.tasks)
  const names = shallowRef(kept.names)
  const acceptsIdle = shallowRef(kept.acceptsIdle)
  const { offers, ask: askOffers, setMissing } = createTaskOffers(tend)
  const connection = shallowRef<ConnectionState>({ status: 'idle' })
  const delivery = shallowRef<Delivery>({ by: 'stream' })
  const isLost = shallowRef(false)
  const malformed = shallowRef(0)
  /** How many places show the tasks, and how many commands that start one are on their way. */
  const shown = shallowRef(0)
  const starting = shallowRef(0)
  /** The projects whose names were asked for. */
  const asked = new Set<string>()
  const aborter = new AbortController()
  const claim = createOutcomeClaims()
  const listeners = new Set<(outcome: Outcome) => void>()
  let saving: ReturnType<typeof setTimeout> | undefined
  let losing: ReturnType<typeof setTimeout> | undefined

  const feed = createJobFeed({
    tasks: () => tasks.value,
    onTasks: setTasks,
    onConnection(next) {
      connection.value = next
      if (next.status === 'closed' && next.fault === 'not_found') setMissing('jobs')
    },
    onDelivery: (next) => (delivery.value = next),
    onMalformed: () => (malformed.value += 1),
    onIdleStream(isWelcome) {
      acceptsIdle.value = isWelcome
    },
  })

  const book = { tasks: () => tasks.value, onTasks: setTasks, onMalformed: () => (malformed.value += 1) }
  const batches = createBatchFeed(book)
  const singles = createSingleTaskFeed(book)
  const polls = createPollFeed(book)

  /** How a task of each kind is asked for. What is polled is asked for anyway. */
  const ASK: Readonly<Record<TaskKind, (id: string) => Promise<void>>> = {
    job: feed.ask,
    task: singles.ask,
    batch: batches.ask,
    poll: () => Promise.resolve(),
  }
  const ask = (task: Task) => ASK[task.kind](task.id)

  const { command, dismissRefusal, ...commands } = createTaskCommands({
    jobs: feed,
    starting,
    onStarted: noteStarted,
    ask,
    onCancelled(task) {
      setTasks(applyReports(tasks.value, [{ ...task, status: 'cancelled', seenAt: steadyNow() }]))
    },
  })

  /** Follow what is active, and nothing else. What is known of came from a system that the server has, unless it was changed. */
  function tend() {
    if (offers.value.batches !== 'missing') batches.tend()
    if (offers.value.tasks !== 'missing') singles.tend()
    if (offers.value.pictures !== 'missing') polls.tend()
  }

  function setTasks(next: Tasks) {
    const before = tasks.value
    if (next === before) return
    tasks.value = next
    saving ??= setTimeout(save, SAVE_INTERVAL_MS)
    followChains(before)
    tend()
    for (const outcome of selectOutcomes(before, next)) void tell(outcome)
  }

  /** Ask for the next job of a chain as soon as it is named: the stream may not list it yet. */
  function followChains(before: Tasks) {
    for (const [key, task] of tasks.value) {
      const known = before.get(key)
      if (known === task || !known || !isActive(known)) continue
      const { awaited } = selectChain(tasks.value, task)
      if (awaited !== null) void feed.ask(awaited)
    }
  }

  /** A tab that the person sees goes before hidden ones. */
  async function tell(outcome: Outcome) {
    if (!isPageVisible()) await new Promise((resolve) => setTimeout(resolve, HIDDEN_WAIT_MS))
    if (await claim(person(), outcome.key)) for (const listener of listeners) listener(outcome)
  }

  function save() {
    clearTimeout(saving)
    saving = undefined
    keepTasks(person(), { tasks: tasks.value, names: names.value, acceptsIdle: acceptsIdle.value })
  }

  /** Learn the names of projects that this browser has not shown, as of tasks started on another machine. */
  async function learnName(projectId: string) {
    asked.add(projectId)
    try {
      const { snapshot } = await fetchSnapshot(projectId, aborter.signal)
      noteName(projectId, snapshot.name)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error // the project is gone, or its name stays unknown for now
    }
  }
  function noteName(projectId: string, name: string) {
    if (names.value.get(projectId) !== name) names.value = new Map(names.value).set(projectId, name)
  }
  watch([tasks, shown], () => {
    if (shown.value === 0) return
    for (const { projectId } of tasks.value.values())
      if (projectId !== null && !names.value.has(projectId) && !asked.has(projectId))
        void learnName(projectId)
  })

  const isWanted = computed(
    () =>
      offers.value.jobs === 'offered' &&
      (acceptsIdle.value ||
        shown.value > 0 ||
        starting.value > 0 ||
        selectActiveJobs(tasks.value).length > 0),
  )
  watch(isWanted, feed.want, { immediate: true, flush: 'sync' })
  watch(
    [() => connection.value.status, () => delivery.value.by],
    ([status, by]) => {
      if (status === 'open' || status === 'idle' || by === 'polling') {
        clearTimeout(losing)
        losing = undefined
        isLost.value = false
      } else losing ??= setTimeout(() => (isLost.value = true), LOST_MS)
    },
    { flush: 'sync' },
  )
  /** What another tab has started is followed here as well. */
  function takeNewTasks() {
    const others = [...readKeptTasks(person()).tasks].filter(([key]) => !tasks.value.has(key))
    if (others.length > 0) setTasks(new Map([...tasks.value, ...others]))
  }
  let stopListening = onKeptElsewhere(keptTasksKey(person()), takeNewTasks)
  // Another person has other tasks.
  watch(
    () => session.username,
    () => {
      clearTimeout(saving)
      saving = undefined
      const next = readKeptTasks(person())
      tasks.value = next.tasks
      names.value = next.names
      stopListening()
      stopListening = onKeptElsewhere(keptTasksKey(person()), takeNewTasks)
      tend()
    },
  )
  globalThis.document?.defaultView?.addEventListener('pagehide', save)
  onScopeDispose(() => {
    feed.stop()
    batches.stop()
    singles.stop()
    polls.stop()
    stopListening()
    aborter.abort()
    save()
    clearTimeout(losing)
    globalThis.document?.defaultView?.removeEventListener('pagehide', save)
  })

  /** A task was started here. Its stream may have been quicker. */
  function noteStarted(task: StartedTask) {
    if (tasks.value.has(taskKey(task))) return
    const report = bareTask({ ...task, status: 'pending', seenAt: steadyNow() })
    setTasks(applyReports(tasks.value, [report]))
  }

  return {
    /** All known tasks as they are shown: while nothing is heard, what runs is `unknown`. */
    tasks: computed((): Tasks =>
      isLost.value ? new Map([...tasks.value].map(([key, task]) => [key, inDoubt(task)])) : tasks.value,
    ),
    /** How many tasks wait or run. */
    activeCount: computed(() => selectActiveCount(tasks.value)),
    names,
    offers,
    connection,
    delivery,
    /** How many messages of the server could not be read. */
    malformed,
    command,
    dismissRefusal,
    ...commands,
    /** Find out what the server has, once a session. If it cannot be reached, that stays unknown. */
    async askOffers(): Promise<Offers> {
      await askOffers()
      tend()
      return offers.value
    },
    /** Keep the stream open while tasks are shown. @returns for when they no longer are */
    show(): () => void {
      shown.value += 1
      let isShown = true
      return () => {
        if (isShown) shown.value -= 1
        isShown = false
      }
    },
    /** The server welcomes streams in which nothing happens, or it does not. */
    noteIdleWelcome(isWelcome: boolean) {
      if (isWelcome) acceptsIdle.value = true
    },
    /** Learn the name of a project. */
    noteName,
    /** Call back for each outcome that this tab is to tell. @returns stops */
    onOutcome(listener: (outcome: Outcome) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** A task was started by a command of a project: it is followed from now on, where the server can tell of it. */
    noteStarted(task: StartedTask) {
      if (task.kind !== 'task' || offers.value.tasks === 'offered') noteStarted(task)
    },
    /** Follow a batch that was started elsewhere, by its id. @returns stops listening; the batch is followed to its end */
    followBatch(id: string, listener: TaskListener<BatchEvent>): () => void {
      const stop = batches.listen(id, listener)
      noteStarted({ kind: 'batch', id, type: VARIANTS_TYPE, projectId: null, step: null })
      return stop
    },
    /** Follow a single task that was started elsewhere, by its id. @returns stops listening; the task is followed to its end */
    followTask(id: string, listener: TaskListener<TaskEvent>): () => void {
      const stop = singles.listen(id, listener)
      noteStarted({ kind: 'task', id, type: null, projectId: null, step: null })
      return stop
    },
    /** Ask again for a task whose status is unknown. */
    async checkAgain(task: Task) {
      setTasks(resumeTask(tasks.value, taskKey(task)))
      await ask(task)
    },
    /** Fetch a batch again, as for versions that were too long to be kept. */
    fetchCopies: batches.ask,
  }
})
