/*
 * Background tasks, whatever follows them: a person's jobs, a single task, a batch, or a task whose status is polled.
 * Times of the server are milliseconds since the epoch by its clock; `seenAt` is by the steady clock of the page.
 */

/** How a task is followed. */
export const TASK_KINDS = ['job', 'task', 'batch', 'poll'] as const
/** How a task is followed. */
export type TaskKind = (typeof TASK_KINDS)[number]

/** The statuses of a task. `unknown`: the server sends another word, or no longer knows the task. */
export const TASK_STATUSES = [
  'pending',
  'running',
  'completed',
  'partial',
  'failed',
  'cancelled',
  'unknown',
] as const
/** The status of a task. */
export type TaskStatus = (typeof TASK_STATUSES)[number]

/**
 * Why a task is unknown. `forgotten`: the server no longer knows it; `overdue`: the server was asked for so long without an
 * end that the page has stopped asking.
 */
export const DOUBTS = ['forgotten', 'overdue'] as const
/** Why a task is unknown. */
export type Doubt = (typeof DOUBTS)[number]

/** What each status means. */
const STATUS_MEANINGS = {
  pending: { isActive: true, isEnd: false },
  running: { isActive: true, isEnd: false },
  completed: { isActive: false, isEnd: true },
  partial: { isActive: false, isEnd: true },
  failed: { isActive: false, isEnd: true },
  cancelled: { isActive: false, isEnd: true },
  unknown: { isActive: false, isEnd: false },
} satisfies Record<TaskStatus, { isActive: boolean; isEnd: boolean }>

/** Whether a task waits or runs. */
export function isActive({ status }: Pick<Task, 'status'>): boolean {
  return STATUS_MEANINGS[status].isActive
}

/** Whether a task has ended, well or badly. */
export function hasEnded({ status }: Pick<Task, 'status'>): boolean {
  return STATUS_MEANINGS[status].isEnd
}

/** A background task as it is known at present. */
export interface Task {
  readonly kind: TaskKind
  readonly id: string
  /** What it does, in the server's word; null if the server does not say. */
  readonly type: string | null
  readonly projectId: string | null
  /** The scene that it is about; null if it is about no single one, or if that is not known. */
  readonly sceneId: string | null
  readonly status: TaskStatus
  /** Percent, from 0 to 100; null while it cannot be measured. */
  readonly progress: number | null
  /** When it will be done by the server's estimate, by the steady clock of the page; null if there is none. */
  readonly endsAt: number | null
  /** Which of its steps it is at, from 1. */
  readonly step: { readonly current: number; readonly total: number } | null
  /** The server's words about its progress. */
  readonly message: string | null
  /** The server's words about its failure. */
  readonly error: string | null
  /** The JSON text of its result; null if there is none. */
  readonly result: string | null
  /** Counts the changes on the server; null where it does not. */
  readonly version: number | null
  /** Why its status is unknown; null for every other status, and if the server sends another word. */
  readonly doubt: Doubt | null
  readonly createdAt: number | null
  readonly startedAt: number | null
  readonly updatedAt: number | null
  /** When this page last heard of it. */
  readonly seenAt: number
}

/** A task of which only this is known. `seenAt`: by the steady clock of the page. */
export function bareTask(facts: Pick<Task, 'kind' | 'id' | 'status' | 'seenAt'> & Partial<Task>): Task {
  return {
    type: null,
    projectId: null,
    sceneId: null,
    progress: null,
    endsAt: null,
    step: null,
    message: null,
    error: null,
    result: null,
    version: null,
    doubt: null,
    createdAt: null,
    startedAt: null,
    updatedAt: null,
    ...facts,
  }
}

/** All known tasks by their keys, in the order in which they became known. */
export type Tasks = ReadonlyMap<string, Task>

/** The key of a task: ids are unique only within their kind. */
export function taskKey({ kind, id }: Pick<Task, 'kind' | 'id'>): string {
  return `${kind}:${id}`
}
