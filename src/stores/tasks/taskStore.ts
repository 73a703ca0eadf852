import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { API_ERRORS, ApiError } from '@/api/calls/errors'
import { fetchSnapshot } from '@/api/projects'
import { chooseText, offersBatches, startBatch } from '@/api/tasks/batches'
import { cancelJob, decideScenes, offersJobs, startExtraction } from '@/api/tasks/jobs'
import { keep, readKept } from '@/platform/keptValue'
import { steadyNow } from '@/platform/steadyClock'
import { isPageVisible } from '@/platform/visibility'
import { VARIANTS_TYPE } from '@/protocol/batches'
import { EXTRACTION_TYPE, type Decision } from '@/protocol/jobs'
import { applyReports } from '@/tasks/applyReports'
import {
  selectActiveCount,
  selectActiveJobs,
  selectChain,
  selectOutcomes,
  type Outcome,
} from '@/tasks/selectors'
import { isActive, taskKey, type Task, type Tasks } from '@/tasks/state'
import type { ConnectionState } from '@/transport/connectionState'
import type { Delivery } from '../shared/deliveryWatch'
import { useSessionStore } from '../session/sessionStore'
import { createCommand } from '../shared/command'
import { createBatchFeed, type BatchListener } from './batchFeed'
import { createJobFeed } from './jobFeed'
import { createOutcomeClaims, keepTasks, readKeptTasks } from './keptTasks'

/** The systems of background work that a server may have. */
const SYSTEMS = { jobs: offersJobs, batches: offersBatches }
/** A system of background work. */
export type TaskSystem = keyof typeof SYSTEMS
/** Whether the server has a system; `unknown` until it was asked. */
export type Offer = 'unknown' | 'offered' | 'missing'
/** What the server has. */
export type Offers = Readonly<Record<TaskSystem, Offer>>

/** What a command of the task centre is about. */
export interface TaskSubject {
  readonly name: 'extract' | 'variants' | 'choose' | 'cancel' | 'decide'
  /** The key of a task, or for `extract`, `variants` and `choose` the id of a project. */
  readonly about: string
}

const OFFER_PREFIX = 'dailies.offer.'
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
  const offers = shallowRef<Offers>({ jobs: readOffer('jobs'), batches: readOffer('batches') })
  const connection = shallowRef<ConnectionState>({ status: 'idle' })
  const delivery = shallowRef<Delivery>({ by: 'stream' })
  const isLost = shallowRef(false)
  const malformed = shallowRef(0)
  /** How many places show the tasks, and how many commands that start one are on their way. */
  const shown = shallowRef(0)
  const starting = shallowRef(0)
  const { state: command, send, dismiss } = createCommand<TaskSubject>()
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
      if (next.status === 'closed' && next.fault === 'not_found') setOffer('jobs', 'missing')
    },
    onDelivery: (next) => (delivery.value = next),
    onMalformed: () => (malformed.value += 1),
    onIdleStream(isWelcome) {
      acceptsIdle.value = isWelcome
    },
  })

  const batches = createBatchFeed({
    tasks: () => tasks.value,
    onTasks: setTasks,
    onMalformed: () => (malformed.value += 1),
  })

  function readOffer(system: TaskSystem): Offer {
    const word = readKept('sessionStorage', OFFER_PREFIX + system)
    return word === 'offered' || word === 'missing' ? word : 'unknown'
  }

  function setOffer(system: TaskSystem, next: Exclude<Offer, 'unknown'>) {
    offers.value = { ...offers.value, [system]: next }
    keep('sessionStorage', OFFER_PREFIX + system, next)
    tendBatches()
  }

  async function ask(system: TaskSystem) {
    if (offers.value[system] !== 'unknown') return
    try {
      setOffer(system, (await SYSTEMS[system]()) ? 'offered' : 'missing')
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (!API_ERRORS[error.kind].isPassing && error.kind !== 'unauthorized') setOffer(system, 'missing')
    }
  }

  function tendBatches() {
    if (offers.value.batches === 'offered') batches.tend()
  }

  function setTasks(next: Tasks) {
    const before = tasks.value
    if (next === before) return
    tasks.value = next
    saving ??= setTimeout(save, SAVE_INTERVAL_MS)
    followChains(before)
    tendBatches()
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
  // Another person has other tasks.
  watch(
    () => session.username,
    () => {
      clearTimeout(saving)
      saving = undefined
      const next = readKeptTasks(person())
      tasks.value = next.tasks
      names.value = next.names
    },
  )
  globalThis.document?.defaultView?.addEventListener('pagehide', save)
  onScopeDispose(() => {
    feed.stop()
    batches.stop()
    aborter.abort()
    save()
    clearTimeout(losing)
    globalThis.document?.defaultView?.removeEventListener('pagehide', save)
  })

  /** A task was started here. Its stream may have been quicker. */
  function noteStarted(task: Pick<Task, 'kind' | 'id' | 'type' | 'projectId' | 'step'>) {
    if (tasks.value.has(taskKey(task))) return
    const nothing = { progress: null, message: null, error: null, result: null, version: null }
    const times = { createdAt: null, startedAt: null, updatedAt: null, seenAt: steadyNow() }
    setTasks(applyReports(tasks.value, [{ ...nothing, ...times, ...task, status: 'pending' }]))
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
    dismissRefusal: dismiss,
    /** Find out what the server has, once a session. If it cannot be reached, that stays unknown. */
    async askOffers(): Promise<Offers> {
      await Promise.all([ask('jobs'), ask('batches')])
      tendBatches()
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
    /** Start to divide a project's text into scenes. */
    async extract(projectId: string) {
      starting.value += 1
      try {
        await send({ name: 'extract', about: projectId }, async () => {
          const id = await startExtraction(projectId)
          noteStarted({ kind: 'job', id, type: EXTRACTION_TYPE, projectId, step: null })
          feed.noteStarted()
        })
      } finally {
        starting.value -= 1
      }
    },
    /** Start to write `count` versions of a project's text. */
    writeVariants: (projectId: string, count: number) =>
      send({ name: 'variants', about: projectId }, async () => {
        const id = await startBatch(projectId, count)
        noteStarted({ kind: 'batch', id, type: VARIANTS_TYPE, projectId, step: { current: 0, total: count } })
      }),
    /** Follow a batch that was started elsewhere, by its id. @returns stops listening; the batch is followed to its end */
    followBatch(batchId: string, listener: BatchListener): () => void {
      const stop = batches.listen(batchId, listener)
      noteStarted({ kind: 'batch', id: batchId, type: VARIANTS_TYPE, projectId: null, step: null })
      batches.tend()
      return stop
    },
    /** Make this the rewritten text of a project. */
    chooseText: (projectId: string, text: string) =>
      send({ name: 'choose', about: projectId }, () => chooseText(projectId, text)),
    /** Cancel a task and what would follow from it. */
    cancel: (task: Task) =>
      send({ name: 'cancel', about: taskKey(task) }, async () => {
        await cancelJob(task.id)
        await feed.ask(task.id)
      }),
    /** Fetch a batch again, as for versions that were too long to be kept. */
    fetchCopies: (batchId: string) => batches.ask(batchId),
    /** Decide about the scenes that a job proposes. `scenes`: the numbers of those that become the storyboard. */
    decide: (task: Task, decision: Decision, scenes: readonly number[]) =>
      send({ name: 'decide', about: taskKey(task) }, async () => {
        await decideScenes(task.id, decision, scenes)
        await feed.ask(task.id)
      }),
  }
})
