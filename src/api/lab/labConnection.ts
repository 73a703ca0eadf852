import type { NewEntry, StreamScope } from '@/lab/entries'
import { parseMessage, streamEndTypes } from '@/protocol/messages'
import type { StreamTap } from '@/transport/attempt'
import { createConnection, type ConnectionOptions } from '@/transport/connection'
import type { ConnectionState } from '@/transport/connectionState'
import { steadyNow } from '@/platform/steadyClock'

/** Options of `createLabConnection`. */
export interface LabConnectionOptions extends Pick<
  ConnectionOptions,
  'url' | 'headers' | 'onUnauthorized' | 'timers' | 'fetch'
> {
  readonly scope: StreamScope
  /** Whether to reconnect after a fault, and to open the next stream after one has ended. */
  readonly autoReconnect: boolean
  readonly onEntry: (entry: NewEntry) => void
  /** The message that ends the stream has arrived. */
  readonly onEnd?: () => void
  readonly onAnswer: StreamTap['onAnswer']
}

/** A stream of the lab. */
export interface LabConnection {
  readonly open: () => void
  readonly close: () => void
}

/**
 * Create a connection that reports everything it receives as entries, bytes included; `open()` starts it. It uses the
 * product's own transport, so a stream that works here also works on the dashboard.
 */
export function createLabConnection(options: LabConnectionOptions): LabConnection {
  const { scope, autoReconnect, onEntry, onEnd, onAnswer } = options
  const ends = streamEndTypes(scope.stage !== null)
  const now = () => options.timers?.now() ?? steadyNow()
  let state: ConnectionState = { status: 'idle' }

  const addState = () => onEntry({ kind: 'connection', receivedAt: now(), state })

  const connection = createConnection({
    ...options,
    tap: { onAnswer },
    onFrame({ data, event, id }, bytes) {
      const parsed = parseMessage(data)
      const frame = { kind: 'frame', receivedAt: now(), data, event, id, parsed } as const
      onEntry({ ...frame, bytes: bytes ?? new Uint8Array() })
      const isEnd = parsed.kind === 'message' && ends.has(parsed.message.type)
      if (isEnd) onEnd?.()
      // `stream_end` may follow in the same chunk, so the connection is closed after the chunk.
      if (isEnd && !autoReconnect) queueMicrotask(connection.close)
      return isEnd
    },
    onComment(text, bytes) {
      onEntry({ kind: 'comment', receivedAt: now(), text, bytes: bytes ?? new Uint8Array() })
    },
    onOpen() {
      // Each stream gets an entry of its own, also when the previous one ended in good order.
      if (state.status === 'open') state = { ...state, since: now() }
      addState()
    },
    onState(next) {
      state = next
      if (next.status !== 'open') addState()
      if (next.status === 'waiting' && !autoReconnect) connection.close()
    },
  })
  return { open: connection.open, close: connection.close }
}
