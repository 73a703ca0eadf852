import * as v from 'valibot'
import { keep, readKeptJson } from '@/platform/keptValue'
import { steadyNow } from '@/platform/steadyClock'
import { holdLock, webLocks } from '@/platform/webLocks'
import { DOUBTS, TASK_KINDS, TASK_STATUSES, taskKey, type Task, type Tasks } from '@/tasks/state'

/*
 * What this browser remembers of a person's tasks, for all its tabs: the tasks of the last days, and the outcomes that
 * were told. A server lists only what ended in the last minutes.
 */

/** A task without news for this long is forgotten. */
const MAX_AGE_MS = 3 * 24 * 3_600_000
const MAX_TASKS = 100
/** Outcomes are remembered for longer than tasks, so that each of them gets one notice only. */
const MAX_TOLD = 500
/** What one tab stores is seen by tabs in other processes of the browser only after a moment; this is far longer. */
const SETTLE_MS = 5_000
/** A larger result, such as a long list of scenes, is fetched again when it is needed. In UTF-16 units. */
const MAX_RESULT_LENGTH = 20_000

const numberOrNull = v.nullable(v.number())
const textOrNull = v.nullable(v.string())
const taskSchema = v.object({
  kind: v.picklist(TASK_KINDS),
  id: v.string(),
  type: textOrNull,
  projectId: textOrNull,
  sceneId: v.optional(textOrNull, null),
  status: v.picklist(TASK_STATUSES),
  progress: numberOrNull,
  step: v.nullable(v.object({ current: v.number(), total: v.number() })),
  message: textOrNull,
  error: textOrNull,
  result: textOrNull,
  version: numberOrNull,
  endsAt: v.optional(numberOrNull, null),
  doubt: v.optional(v.nullable(v.picklist(DOUBTS)), null),
  createdAt: numberOrNull,
  startedAt: numberOrNull,
  updatedAt: numberOrNull,
  /** By the clock of the system, because the steady clock ends with the page. */
  seenAt: v.number(),
}) satisfies v.GenericSchema<unknown, Task>
const keptSchema = v.object({
  acceptsIdle: v.boolean(),
  names: v.record(v.string(), v.string()),
  tasks: v.array(v.unknown()),
})

/** What is kept of a person's tasks. */
export interface KeptTasks {
  readonly tasks: Tasks
  /** The names of the projects that tasks belong to, by id. */
  readonly names: ReadonlyMap<string, string>
  /** Whether the server welcomes the job stream while nothing runs. */
  readonly acceptsIdle: boolean
}

const NOTHING: KeptTasks = { tasks: new Map(), names: new Map(), acceptsIdle: false }

/** The key of a person's tasks in the storage. */
export const keptTasksKey = (person: string) => `dailies.tasks.${person}`
const toldName = (person: string) => `dailies.told.${person}`

/** A task with its times by another clock. */
function shifted(task: Task, ms: number): Task {
  return { ...task, seenAt: task.seenAt + ms, endsAt: task.endsAt === null ? null : task.endsAt + ms }
}

/** Read what is kept of a person's tasks; entries that are too old or damaged are left out. */
export function readKeptTasks(person: string): KeptTasks {
  const { success, output } = v.safeParse(keptSchema, readKeptJson('localStorage', keptTasksKey(person)))
  if (!success) return NOTHING
  const now = Date.now()
  const laterMs = steadyNow() - now
  const tasks = output.tasks.flatMap((entry) => {
    const task = v.safeParse(taskSchema, entry)
    return task.success && now - task.output.seenAt < MAX_AGE_MS ? [task.output] : []
  })
  return {
    tasks: new Map(tasks.map((task) => [taskKey(task), shifted(task, laterMs)])),
    names: new Map(Object.entries(output.names)),
    acceptsIdle: output.acceptsIdle,
  }
}

/** Keep a person's tasks: the newest ones, with results of a reasonable size. */
export function keepTasks(person: string, { tasks, names, acceptsIdle }: KeptTasks): void {
  const soonerMs = Date.now() - steadyNow()
  const kept = [...tasks.values()]
    .sort((a, b) => b.seenAt - a.seenAt)
    .slice(0, MAX_TASKS)
    .map((task) => ({
      ...task,
      result: task.result !== null && task.result.length > MAX_RESULT_LENGTH ? null : task.result,
    }))
    .map((task) => shifted(task, soonerMs))
  const projects = new Set(kept.map(({ projectId }) => projectId))
  const known = [...names].filter(([id]) => projects.has(id))
  const value = { acceptsIdle, names: Object.fromEntries(known), tasks: kept }
  keep('localStorage', keptTasksKey(person), JSON.stringify(value))
}

function readTold(person: string): readonly string[] {
  const result = v.safeParse(v.array(v.string()), readKeptJson('localStorage', toldName(person)))
  return result.success ? result.output : []
}

/**
 * Make a function that claims the right to tell an outcome of a person's tasks. It resolves with true in one tab of the
 * browser, once.
 */
export function createOutcomeClaims(): (person: string, outcome: string) => Promise<boolean> {
  /** What this page has told, for browsers that block storage. */
  const toldHere = new Set<string>()

  function claimNow(person: string, outcome: string): boolean {
    const told = readTold(person)
    const isNew = !told.includes(outcome) && !toldHere.has(outcome)
    toldHere.add(outcome)
    if (isNew) keep('localStorage', toldName(person), JSON.stringify([...told, outcome].slice(-MAX_TOLD)))
    return isNew
  }

  /** Claim while no other tab does, and keep the others away until they can see what was stored. */
  async function claimAlone(
    locks: LockManager,
    person: string,
    outcome: string,
    settle: (isMine: boolean) => void,
  ) {
    const end = await holdLock(locks, `dailies-told ${outcome}`, { ifAvailable: true }, async () => {
      const isMine = claimNow(person, outcome)
      settle(isMine)
      if (isMine) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    })
    if (end !== 'released') settle(end === 'denied' && claimNow(person, outcome))
  }

  return (person, outcome) => {
    const locks = webLocks()
    if (!locks) return Promise.resolve(claimNow(person, outcome))
    return new Promise((settle, fail) => void claimAlone(locks, person, outcome, settle).catch(fail))
  }
}
