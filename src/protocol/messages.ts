import * as v from 'valibot'
import { id, number, record, textOrNull } from './wireFields'

/*
 * The messages of a project's stream. Each schema names the wire's fields as a deployment sends them and turns
 * them into the names used inside the product. Unknown fields are dropped, missing optional ones become null.
 */

/** Progress in percent. Anything but a number counts as missing. */
const percent = v.pipe(
  number,
  v.transform((value) => (value === null ? null : Math.min(100, Math.max(0, value)))),
)
const count = v.pipe(
  number,
  v.transform((value) => (value !== null && value >= 0 ? value : null)),
)
const optionalId = v.pipe(
  v.nullish(id, null),
  v.transform((value) => value ?? null),
)
const common = {
  project_id: optionalId,
  /** Seconds since the epoch, as a float. */
  timestamp: count,
  stage: textOrNull,
}

interface Common {
  project_id: string | null
  timestamp: number | null
  stage: string | null
}

function base(wire: Common) {
  return {
    projectId: wire.project_id,
    /** Milliseconds since the epoch by the server's clock. */
    sentAt: wire.timestamp === null ? null : wire.timestamp * 1000,
    /** A stage's wire name, `pipeline`, a stage the product does not show, or null where the message names none. */
    stage: wire.stage,
  }
}

const connected = v.pipe(
  v.object({ ...common, type: v.literal('connected'), message: textOrNull }),
  v.transform((m) => ({ ...base(m), type: m.type, message: m.message })),
)
const token = v.pipe(
  v.object({ ...common, type: v.literal('token'), content: v.string(), full_text: textOrNull }),
  v.transform((m) => ({
    ...base(m),
    type: m.type,
    content: m.content,
    /** All text so far. Missing and empty mean the same: null. */
    fullText: m.full_text === '' ? null : m.full_text,
  })),
)
const stageUpdate = v.pipe(
  v.object({
    ...common,
    type: v.literal('stage_update'),
    status: v.string(),
    progress: percent,
    message: textOrNull,
  }),
  v.transform((m) => ({
    ...base(m),
    type: m.type,
    status: m.status,
    progress: m.progress,
    message: m.message,
  })),
)
const progress = v.pipe(
  v.object({
    ...common,
    type: v.literal('progress'),
    progress: percent,
    message: textOrNull,
    current: count,
    total: count,
    item_name: textOrNull,
  }),
  v.transform((m) => ({
    ...base(m),
    type: m.type,
    progress: m.progress,
    message: m.message,
    /** The item that starts now, counted from 1. */
    current: m.current,
    total: m.total,
    itemName: m.item_name,
  })),
)
const done = v.pipe(
  v.object({
    ...common,
    type: v.literal('done'),
    result: v.optional(v.unknown(), null),
    full_text: textOrNull,
    metadata: record,
  }),
  v.transform((m) => ({
    ...base(m),
    type: m.type,
    result: m.result,
    fullText: m.full_text === '' ? null : m.full_text,
    metadata: m.metadata,
  })),
)
const error = v.pipe(
  v.object({ ...common, type: v.literal('error'), error: v.string(), retry_count: count }),
  v.transform((m) => ({ ...base(m), type: m.type, error: m.error, retryCount: m.retry_count })),
)
const streamEnd = v.pipe(
  v.object({ ...common, type: v.literal('stream_end'), message: textOrNull }),
  v.transform((m) => ({ ...base(m), type: m.type, message: m.message })),
)
const itemCompleted = v.pipe(
  v.object({
    ...common,
    type: v.literal('item_completed'),
    item_type: v.picklist(['image', 'camera', 'video']),
    sequence_number: count,
    metadata: record,
  }),
  v.transform((m) => ({
    ...base(m),
    type: m.type,
    itemType: m.item_type,
    sequenceNumber: m.sequence_number,
    metadata: m.metadata,
  })),
)
const stageCompleted = v.pipe(
  v.object({ ...common, type: v.literal('stage_completed'), metadata: record }),
  v.transform((m) => ({ ...base(m), type: m.type, metadata: m.metadata })),
)
const pipelineDone = v.pipe(
  v.object({ ...common, type: v.literal('pipeline_done'), metadata: record }),
  v.transform((m) => ({ ...base(m), type: m.type, metadata: m.metadata })),
)
const pipelineError = v.pipe(
  v.object({ ...common, type: v.literal('pipeline_error'), error: textOrNull, metadata: record }),
  v.transform((m) => ({ ...base(m), type: m.type, error: m.error, metadata: m.metadata })),
)

/** One schema per message type, by the type's name on the wire. */
export const MESSAGE_SCHEMAS = {
  connected,
  token,
  stage_update: stageUpdate,
  progress,
  done,
  error,
  stream_end: streamEnd,
  item_completed: itemCompleted,
  stage_completed: stageCompleted,
  pipeline_done: pipelineDone,
  pipeline_error: pipelineError,
} as const

/** The names of the message types. */
export type MessageType = keyof typeof MESSAGE_SCHEMAS

/** A message of one type, with the names used inside the product. */
export type MessageOf<T extends MessageType> = v.InferOutput<(typeof MESSAGE_SCHEMAS)[T]>

/** A message of a project's stream, with the names used inside the product. */
export type Message = { [T in MessageType]: MessageOf<T> }[MessageType]

/** A message with the wire's names, as a backend sends it. */
export type WireMessage = { [T in MessageType]: v.InferInput<(typeof MESSAGE_SCHEMAS)[T]> }[MessageType]

/** The result of parsing a frame's data. Parsing never throws. */
export type ParsedMessage =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'unknown'; readonly type: string; readonly raw: string }
  | {
      readonly kind: 'malformed'
      /** Path of the first fault; empty for the data as a whole. */
      readonly path: string
      /** What the schema expects there, in the notation of types: it is the same in every language. */
      readonly expected: string
      /** What is there instead: a type, a value or an excerpt. */
      readonly received: string
      readonly raw: string
    }

/** Length of the excerpt that shows invalid JSON, in UTF-16 units. */
const EXCERPT_LENGTH = 40

/** The part of a text that is not JSON: around the fault if the engine names its position, else the beginning. */
function excerptOf(raw: string, error: unknown): string {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined
  const start = Math.max(0, Number(position ?? 0) - EXCERPT_LENGTH / 2)
  return raw.slice(start, start + EXCERPT_LENGTH)
}

/** The type of a JSON value, as the schemas name it. */
function typeNameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'Array'
  return typeof value === 'object' ? 'Object' : typeof value
}

/**
 * Read one frame's data.
 *
 * @param raw the frame's data: a JSON text
 * @returns `message` where a schema fits; `unknown` for a type that this version does not know (a newer server);
 *   `malformed` otherwise, with the path of the first fault and what is wrong there. Both keep the raw text.
 */
export function parseMessage(raw: string): ParsedMessage {
  let json: unknown
  try {
    json = JSON.parse(raw)
  } catch (cause) {
    return { kind: 'malformed', path: '', expected: 'JSON', received: excerptOf(raw, cause), raw }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { kind: 'malformed', path: '', expected: 'Object', received: typeNameOf(json), raw }
  const type = (json as { type?: unknown }).type
  if (typeof type !== 'string')
    return { kind: 'malformed', path: 'type', expected: 'string', received: typeNameOf(type), raw }
  if (!Object.hasOwn(MESSAGE_SCHEMAS, type)) return { kind: 'unknown', type, raw }
  const result = v.safeParse(MESSAGE_SCHEMAS[type as MessageType], json)
  if (result.success) return { kind: 'message', message: result.output }
  const [{ expected, received, message }] = result.issues
  return {
    kind: 'malformed',
    path: v.getDotPath(result.issues[0]) ?? '',
    expected: expected ?? message,
    received,
    raw,
  }
}

/** What a message can end: the stream of all stages, the stream of one stage, or the text that a stage streams. */
type Ending = 'run' | 'stage' | 'text'

const ENDINGS: Readonly<Record<MessageType, readonly Ending[]>> = {
  connected: [],
  token: [],
  stage_update: [],
  progress: [],
  item_completed: [],
  done: ['stage', 'text'],
  error: ['stage', 'text'],
  stage_completed: ['text'],
  pipeline_done: ['run'],
  pipeline_error: ['run'],
  stream_end: ['run', 'stage'],
}

function typesThatEnd(ending: Ending): ReadonlySet<MessageType> {
  const types = Object.keys(ENDINGS) as MessageType[]
  return new Set(types.filter((type) => ENDINGS[type].includes(ending)))
}

/** Types after which an all-stages stream ends in good order. */
export const RUN_END_TYPES = typesThatEnd('run')

const STAGE_END_TYPES = typesThatEnd('stage')

/** Types after which a stream ends in good order. A stream is of one stage or of all stages. */
export function streamEndTypes(isStageStream: boolean): ReadonlySet<MessageType> {
  return isStageStream ? STAGE_END_TYPES : RUN_END_TYPES
}

/** Types after which a stage streams no more of its text. */
export const TEXT_END_TYPES = typesThatEnd('text')
