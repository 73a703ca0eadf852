import * as v from 'valibot'
import { jsonOf } from './readJson'
import { id, jsonText, notNegative, optionalId, optionalText, percent, time } from './wireFields'

/*
 * A single long task, such as the export of a film: the named events of its stream, and the answers to the calls about it.
 * Unknown fields are dropped, missing optional ones become null.
 */

/** What the studio can be asked to do as a single task: join the clips into one film. */
export const EXPORT_TYPE = 'film_export'
/** The type of the task that makes clips, which the studio names after the stage. */
export const CLIP_TYPE = 'video_generation'

/** What the state of a task means. A server names its states as it likes, such as `transcribing`. */
export type SingleTaskStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled'

/** The words in which servers say more than that a task is running. */
const MEANINGS: ReadonlyMap<string, SingleTaskStatus> = new Map([
  ...['pending', 'queued', 'received', 'waiting'].map((word) => [word, 'pending'] as const),
  ...['success', 'succeeded', 'completed', 'complete', 'done'].map((word) => [word, 'completed'] as const),
  ...['failure', 'failed', 'error'].map((word) => [word, 'failed'] as const),
  ...['cancelled', 'canceled', 'revoked', 'aborted'].map((word) => [word, 'cancelled'] as const),
])

/** The words of servers that only say that a task is running. Every other word is worth showing. */
const PLAIN_WORDS: ReadonlySet<string> = new Set([
  'running',
  'started',
  'processing',
  'progress',
  ...MEANINGS.keys(),
])

/** What the state of a task means. An unknown word means that the task is under way. */
export function statusOfState(state: string): SingleTaskStatus {
  return MEANINGS.get(state.trim().toLowerCase()) ?? 'running'
}

/** The state as words about the progress, such as `transcribing`; null if the status says as much. */
export function messageOfState(state: string): string | null {
  return PLAIN_WORDS.has(state.trim().toLowerCase()) ? null : state
}

const state = v.pipe(v.string(), v.nonEmpty())
const progressFields = {
  task_id: v.fallback(optionalId, null),
  state,
  progress: percent,
  estimated_time: notNegative,
  updated_at: v.fallback(time, null),
}

/** The data of `progress`. `estimated_time`: the seconds that it will still take; null if that is not known. */
export const taskProgressSchema = v.object(progressFields)
/** The data of `progress`. `updated_at` is in milliseconds since the epoch by the server's clock. */
export type TaskProgress = v.InferOutput<typeof taskProgressSchema>
/** The data of `progress` with the wire's types, as the studio sends it. */
export type WireTaskProgress = v.InferInput<typeof taskProgressSchema>

const completeSchema = v.object({ state })
const errorSchema = v.object({ error: v.fallback(optionalText, null) })
const timeoutSchema = v.object({ message: v.fallback(optionalText, null) })

/** An event of the stream of a single task. */
export type TaskEvent =
  | { readonly kind: 'progress'; readonly progress: TaskProgress }
  /** The task has ended, well or badly. */
  | { readonly kind: 'complete'; readonly state: string }
  /** The server's own error, which is not that of a broken connection. */
  | { readonly kind: 'error'; readonly message: string | null }
  /** The server ends the stream because it is old. The task goes on. */
  | { readonly kind: 'timeout'; readonly message: string | null }
  /** Its data cannot be read. */
  | { readonly kind: 'malformed' }
  /** An event that this version does not know. */
  | { readonly kind: 'unknown' }

/** The events after which the server may end the stream. After `timeout` it is opened again. */
export const TASK_END_EVENTS = ['complete', 'error', 'timeout'] as const

/** Read an event of the stream of a single task. */
export function parseTaskEvent(name: string, data: string): TaskEvent {
  const json = jsonOf(data)
  switch (name) {
    case 'progress': {
      const { success, output } = v.safeParse(taskProgressSchema, json)
      return success ? { kind: 'progress', progress: output } : { kind: 'malformed' }
    }
    case 'complete': {
      const { success, output } = v.safeParse(completeSchema, json)
      return success ? { kind: 'complete', state: output.state } : { kind: 'malformed' }
    }
    case 'error': {
      const { success, output } = v.safeParse(errorSchema, json)
      return success ? { kind: 'error', message: output.error } : { kind: 'malformed' }
    }
    case 'timeout': {
      const { success, output } = v.safeParse(timeoutSchema, json)
      return success ? { kind: 'timeout', message: output.message } : { kind: 'malformed' }
    }
    default:
      return { kind: 'unknown' }
  }
}

/** A single task as a server answers when it is asked for it. */
export const singleTaskSchema = v.pipe(
  v.object({
    ...progressFields,
    type: v.optional(v.fallback(optionalText, null)),
    project_id: v.optional(v.fallback(optionalId, null)),
    message: v.optional(v.fallback(optionalText, null)),
    error: v.optional(v.fallback(optionalText, null)),
    result: v.optional(jsonText),
    created_at: v.optional(v.fallback(time, null)),
    started_at: v.optional(v.fallback(time, null)),
  }),
  v.transform(({ project_id, created_at, started_at, ...task }) => ({
    ...task,
    type: task.type ?? null,
    projectId: project_id ?? null,
    message: task.message ?? null,
    error: task.error ?? null,
    /** A JSON text; null if there is none. */
    result: task.result ?? null,
    createdAt: created_at ?? null,
    startedAt: started_at ?? null,
  })),
)
/** A single task. Times are milliseconds since the epoch by the server's clock. */
export type SingleTask = v.InferOutput<typeof singleTaskSchema>
/** A single task with the wire's names, as the studio sends it. */
export type WireSingleTask = v.InferInput<typeof singleTaskSchema>

/** The answer to starting a single task. */
export const taskStartedSchema = v.pipe(
  v.object({ task_id: id }),
  v.transform(({ task_id }) => task_id),
)

/** The file that a task has made, with the wire's names, before it is written as a JSON text. */
export interface WireTaskFile {
  readonly url: string
}
const fileSchema = v.object({ url: v.string() }) satisfies v.GenericSchema<unknown, WireTaskFile>

/** The result of a task that has made a file: a JSON text. `url`: its address; null if it must not be used. */
export function resultOfFile(url: string | null): string | null {
  return url === null ? null : JSON.stringify({ url } satisfies WireTaskFile)
}

/** The address of the file in the result of a task, as the server wrote it; null if it has none. */
export function fileOfResult(result: string | null): string | null {
  const { success, output } = v.safeParse(fileSchema, result === null ? undefined : jsonOf(result))
  return success ? output.url : null
}
