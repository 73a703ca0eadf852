import type { RouteLocationRaw } from 'vue-router'
import type { TaskFilter } from '@/tasks/selectors'
import type { Task } from '@/tasks/state'

/** A task as the task centre shows it. */
export interface ShownTask {
  readonly key: string
  readonly task: Task
  /** What it does, in words. */
  readonly name: string
  /** The name of its project; null if it is not known. */
  readonly projectName: string | null
  /** Where it belongs; null if that is not known. */
  readonly place: RouteLocationRaw | null
  /** The film that it has made; null if it has made none. */
  readonly film: { readonly url: string; readonly name: string } | null
  readonly canCancel: boolean
  readonly canRetry: boolean
  /** Whether the server can be asked for it again. */
  readonly canCheck: boolean
  /** What else is cancelled with it, in words; null if nothing is. */
  readonly cancelsAlso: string | null
  /** Whether a command about it is on its way. */
  readonly isSending: boolean
  /** Why the last command about it was refused, in words; null if it was not. */
  readonly refusal: string | null
  /** What is wrong with it beyond its own error, in words; null if nothing is. */
  readonly trouble: string | null
}

/** The tasks of a person as pages show them. The properties are getters over reactive state. */
export interface TasksModel {
  readonly activeCount: number
  /** Whether the server has background tasks of any kind; `unknown` until it was asked. */
  readonly offer: 'unknown' | 'offered' | 'missing'
  /** What a person should know about how the news arrives, in words; null if nothing. */
  readonly delivery: string | null
  /** What a person should know about unreadable messages, in words; null if there were none. */
  readonly malformed: string | null
  readonly shown: (filter: TaskFilter) => readonly ShownTask[]
  readonly cancel: (task: Task) => void
  readonly retry: (task: Task) => void
  readonly check: (task: Task) => void
  readonly dismissRefusal: () => void
}
