import { parseJobResult, type JobResult } from '@/protocol/jobs'
import { hasEnded, isActive, taskKey, type Task, type Tasks, type TaskStatus } from './state'

/** How many tasks wait or run. */
export function selectActiveCount(tasks: Tasks): number {
  return [...tasks.values()].filter(isActive).length
}

/** The jobs that wait or run. */
export function selectActiveJobs(tasks: Tasks): readonly Task[] {
  return [...tasks.values()].filter((task) => task.kind === 'job' && isActive(task))
}

/** A task that has ended, and the key under which its notice is remembered. */
export interface Outcome {
  readonly task: Task
  /** Names the task and its outcome, so that it is told once. */
  readonly key: string
}

/** The name under which an outcome is told. */
export function outcomeKey(task: Task): string {
  return `${taskKey(task)}:${task.status}`
}

/** The results that were read. A task is a new object with each change, so each result is read once. */
const results = new WeakMap<Task, JobResult | null>()

/** What a job's result says; null if it has none, or if it cannot be read. */
function resultOf(task: Task): JobResult | null {
  const known = results.get(task)
  if (known !== undefined) return known
  const result = task.result === null ? null : parseJobResult(task.result)
  results.set(task, result)
  return result
}

/** Whether a task has a result that cannot be read. */
export function isMalformed(task: Task): boolean {
  return task.result !== null && resultOf(task) === null
}

/** The id of the job that a job's result names; null if it names none. */
function namedId(task: Task): string | null {
  return task.kind === 'job' ? (resultOf(task)?.nextJobId ?? null) : null
}

/** The id of the job that follows from a completed one; null if none does. */
export function selectNextId(task: Task): string | null {
  return task.status === 'completed' ? namedId(task) : null
}

/** The keys of the jobs that follow from these. */
function followers(tasks: readonly Task[]): ReadonlySet<string> {
  const ids = tasks.map(namedId).filter((id) => id !== null)
  return new Set(ids.map((id) => taskKey({ kind: 'job', id })))
}

/**
 * The tasks that have ended between two states. A task that had ended when it became known makes no outcome, because it
 * ended before this person came; unless it follows from a job that this person knew: it was only quick.
 */
export function selectOutcomes(before: Tasks, now: Tasks): readonly Outcome[] {
  const ended = [...now].filter(([key, task]) => {
    const known = before.get(key)
    return hasEnded(task) && (known === undefined || (known !== task && !hasEnded(known)))
  })
  if (ended.length === 0) return []
  const expected = followers([...now].flatMap(([key, task]) => (before.has(key) ? [task] : [])))
  return ended
    .filter(([key]) => before.has(key) || expected.has(key))
    .map(([, task]) => ({ task, key: outcomeKey(task) }))
}

/** Active jobs that a list of jobs does not have. The list is limited, so this alone does not say that they ended. */
export function selectMissing(tasks: Tasks, listed: ReadonlySet<string>): readonly Task[] {
  return selectActiveJobs(tasks).filter(({ id }) => !listed.has(id))
}

/** The newest task of a type in a project, about one scene if that is given; null if there is none. */
export function selectNewest(
  tasks: Tasks,
  { projectId, type, sceneId }: { projectId: string; type: string; sceneId?: string },
): Task | null {
  const all = [...tasks.values()].filter(
    (task) =>
      task.projectId === projectId &&
      task.type === type &&
      (sceneId === undefined || task.sceneId === sceneId),
  )
  return all.sort(byAge)[0] ?? null
}

/** A job and those that follow from it, as one. */
export interface Chain {
  /** The jobs, in the order of the chain; at least one. */
  readonly jobs: readonly Task[]
  /** The last one. */
  readonly last: Task
  /** The last one's result; null if it has none, or if it cannot be read. */
  readonly result: JobResult | null
  /** A result of a job of the chain that cannot be read: the server's text. */
  readonly malformed: string | null
  /** The id of a next job that is not known yet. */
  readonly awaited: string | null
  readonly status: TaskStatus
}

/** The chain of jobs that starts with this one. A server may name a job twice, so a chain ends where it would loop. */
export function selectChain(tasks: Tasks, first: Task): Chain {
  const jobs = [first]
  let last = first
  for (;;) {
    const nextId = selectNextId(last)
    const next = nextId === null ? undefined : tasks.get(taskKey({ kind: 'job', id: nextId }))
    if (!next || jobs.includes(next)) {
      const awaited = nextId !== null && !next ? nextId : null
      const status = awaited === null ? last.status : 'pending'
      const malformed = isMalformed(last) ? last.result : null
      return { jobs, last, result: resultOf(last), malformed, awaited, status }
    }
    jobs.push(next)
    last = next
  }
}

/** The newest first. A task whose time is not known was just started here, or its server tells no times. */
function byAge(a: Task, b: Task): number {
  if (a.createdAt === b.createdAt) return b.seenAt - a.seenAt
  return a.createdAt === null || (b.createdAt !== null && b.createdAt < a.createdAt) ? -1 : 1
}

/** The chains of a project that start with a job of this type, the newest first. */
export function selectChains(tasks: Tasks, projectId: string, type: string): readonly Chain[] {
  return [...tasks.values()]
    .filter((task) => task.kind === 'job' && task.projectId === projectId && task.type === type)
    .sort(byAge)
    .map((first) => selectChain(tasks, first))
}

/** Which tasks the task centre shows. */
export interface TaskFilter {
  /** In the words of a task's project, type and message; `''` for all. */
  readonly search: string
  readonly show: 'all' | 'active' | 'ended' | 'failed'
}

const SHOWN: Readonly<Record<TaskFilter['show'], (task: Task) => boolean>> = {
  all: () => true,
  active: isActive,
  ended: hasEnded,
  failed: ({ status }) => status === 'failed' || status === 'partial',
}

/**
 * The tasks to show: those that wait or run first, then the newest.
 *
 * @param words the words of a task in which `search` is looked for
 */
export function selectShown(
  tasks: Tasks,
  { search, show }: TaskFilter,
  words: (task: Task) => string,
): readonly Task[] {
  const wanted = search.trim().toLocaleLowerCase()
  return [...tasks.values()]
    .filter(SHOWN[show])
    .filter((task) => wanted === '' || words(task).toLocaleLowerCase().includes(wanted))
    .sort((a, b) => Number(isActive(b)) - Number(isActive(a)) || byAge(a, b))
}
