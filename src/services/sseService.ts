import { API_BASE_URL, SSE_PATH } from '@/env'
import { parseMessage, streamEndTypes, type MessageType, type ParsedMessage } from '@/protocol/messages'
import { STAGES, type Stage } from '@/protocol/stages'
import { createConnection, type Connection } from '@/transport/connection'
import type { ConnectionFault, ConnectionState } from '@/transport/connectionState'
import { withWireNames, type NamedMessage } from './wireNames'

/*
 * A small client of the project streams for pages and tools outside the dashboard. Its names are those of the guide for
 * backends (`SSEClient`, `createProjectStageSSE`, …); below them is this product's transport: comments count as
 * heartbeats, reconnection has backoff and jitter, and a lost connection is not a failed stage.
 */

/** The names of all events; a new message type must be added here. */
export const SSE_EVENT_TYPES = {
  OPEN: 'open',
  CLOSE: 'close',
  ERROR: 'error',
  PARSE_ERROR: 'parse_error',
  MESSAGE: 'message',
  CONNECTED: 'connected',
  TOKEN: 'token',
  STAGE_UPDATE: 'stage_update',
  PROGRESS: 'progress',
  DONE: 'done',
  STREAM_END: 'stream_end',
  ITEM_COMPLETED: 'item_completed',
  STAGE_COMPLETED: 'stage_completed',
  PIPELINE_DONE: 'pipeline_done',
  PIPELINE_ERROR: 'pipeline_error',
} as const satisfies { readonly [E in SSEEventName as Uppercase<E>]: E }

/** The stages with a stream of their own, in the order of a run. */
export const SSE_STAGES: readonly Stage[] = STAGES

/**
 * What `error` listeners receive: `transport` means that the connection was lost, while the stage may be fine; `server`
 * is an `error` message of the stream, because a stage or the run failed.
 */
export type SSEError =
  | {
      readonly source: 'transport'
      readonly fault: ConnectionFault
      /** When the next attempt is due, milliseconds since the epoch; null if there will be none. */
      readonly retryAt: number | null
    }
  | ({ readonly source: 'server' } & NamedMessage<'error'>)

/** What listeners receive, by event. Messages have the field names of the wire. */
export type SSEEventMap = { [T in Exclude<MessageType, 'error'>]: NamedMessage<T> } & {
  /** A stream opened, the first one or one after a reconnection. */
  open: { readonly url: string }
  /** The connection is over: disconnected, given up after `fault`, or ended with reconnection off. */
  close: { readonly fault: ConnectionFault | null }
  error: SSEError
  /** A frame that this version cannot read. */
  parse_error: Exclude<ParsedMessage, { kind: 'message' }>
  /** Every message, of any type. */
  message: NamedMessage
}

/** The name of an event. */
export type SSEEventName = keyof SSEEventMap
/** A listener of one event. */
export type SSEHandler<E extends SSEEventName> = (data: SSEEventMap[E]) => void

/** How a stream gets access. */
export interface SSEAccess {
  /** Called for each attempt. */
  readonly headers: () => Readonly<Record<string, string>>
  /** The server answered 401: get new access. @returns whether there is some */
  readonly onUnauthorized: () => Promise<boolean>
}

/** How a client connects. */
export interface SSEOptions {
  /** Reconnect after a fault, and open the next stream after the end of a run. Default: true. */
  readonly autoReconnect?: boolean
  /** Needed if the backend demands sign-in. */
  readonly access?: SSEAccess
}

/** The values of `EventSource.readyState`. */
const READY_STATES = {
  idle: 2,
  connecting: 0,
  waiting: 0,
  open: 1,
  closed: 2,
} as const satisfies Record<ConnectionState['status'], 0 | 1 | 2>

/** A client of one stream. Listeners survive reconnections and may be added at any time. */
export class SSEClient {
  readonly #listeners = new Map<SSEEventName, Set<(data: never) => void>>()
  #connection: Connection | null = null
  #state: ConnectionState = { status: 'idle' }

  /**
   * Connect to a stream in a microtask. The client's former stream is closed.
   *
   * @param url the address of the stream; never put a token into it
   */
  connect(url: string, { autoReconnect = true, access }: SSEOptions = {}): this {
    this.disconnect()
    const ends = streamEndTypes(url.includes('/stages/'))
    const connection = createConnection({
      url,
      ...access,
      onFrame: (frame) => {
        const type = this.#receive(parseMessage(frame.data))
        const isEnd = type !== null && ends.has(type)
        if (isEnd && !autoReconnect) connection.close()
        return isEnd
      },
      onComment: () => undefined,
      onOpen: () => this.#emit('open', { url }),
      onState: (state) => {
        if (this.#connection !== connection) return
        this.#follow(state)
        if (state.status === 'waiting' && !autoReconnect) connection.close()
      },
    })
    this.#connection = connection
    // Handlers that are added right after this call receive everything.
    queueMicrotask(() => {
      if (this.#connection === connection) connection.open()
    })
    return this
  }

  /** Add a handler. Adding it twice has no effect. */
  on<E extends SSEEventName>(event: E, handler: SSEHandler<E>): this {
    const handlers = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, handlers.add(handler))
    return this
  }

  /** Remove a handler, or without one all handlers of the event. */
  off<E extends SSEEventName>(event: E, handler?: SSEHandler<E>): this {
    if (handler === undefined) this.#listeners.delete(event)
    else this.#listeners.get(event)?.delete(handler)
    return this
  }

  /** Close the connection. Listeners stay for the next `connect`. */
  disconnect(): void {
    this.#connection?.close()
    this.#connection = null
  }

  /** Whether a stream is open. */
  isConnected(): boolean {
    return this.#state.status === 'open'
  }

  /** Like `EventSource.readyState`: 0 connecting (also between two attempts), 1 open, 2 closed. */
  getReadyState(): 0 | 1 | 2 {
    return READY_STATES[this.#state.status]
  }

  #follow(state: ConnectionState): void {
    this.#state = state
    if (state.status === 'waiting')
      this.#emit('error', { source: 'transport', fault: state.fault, retryAt: state.retryAt })
    if (state.status !== 'closed') return
    if (state.fault !== null) this.#emit('error', { source: 'transport', fault: state.fault, retryAt: null })
    this.#emit('close', { fault: state.fault })
  }

  /** Pass a frame on to the listeners. @returns its type if it is a message, otherwise null */
  #receive(parsed: ParsedMessage): MessageType | null {
    if (parsed.kind !== 'message') {
      this.#emit('parse_error', parsed)
      return null
    }
    const message: NamedMessage = withWireNames(parsed.message)
    this.#emit('message', message)
    if (message.type === 'error') this.#emit('error', { source: 'server', ...message })
    else this.#emit(message.type, message)
    return message.type
  }

  /** Call the handlers. One that throws ends neither the stream nor the turn of the others. */
  #emit<E extends SSEEventName>(event: E, data: SSEEventMap[E]): void {
    for (const handler of [...(this.#listeners.get(event) ?? [])])
      try {
        ;(handler as SSEHandler<E>)(data)
      } catch (error) {
        // As with the browser's own events: the error is reported, but not to the one who calls the handlers.
        queueMicrotask(() => {
          throw error
        })
      }
  }
}

function projectUrl(projectId: string): string {
  return `${API_BASE_URL}${SSE_PATH}/projects/${encodeURIComponent(projectId)}/`
}

/** Connect a client to the stream of one stage. Handlers added right away receive everything. */
export function createProjectStageSSE(projectId: string, stage: Stage, options: SSEOptions = {}): SSEClient {
  return new SSEClient().connect(`${projectUrl(projectId)}stages/${stage}/`, options)
}

/** Connect a client to the stream of all stages of a project. Handlers added right away receive everything. */
export function createProjectAllStagesSSE(projectId: string, options: SSEOptions = {}): SSEClient {
  return new SSEClient().connect(projectUrl(projectId), options)
}
