import type { NewEntry, StreamScope } from '@/lab/entries'
import { parseMessage, RUN_END_TYPES, STAGE_END_TYPES } from '@/protocol/messages'
import type { StreamTap } from '@/transport/attempt'
import { createConnection, type ConnectionOptions } from '@/transport/connection'
import type { ConnectionState } from '@/transport/connectionState'

/** What a stream of the lab is made of. */
export interface LabConnectionOptions extends Pick<
  ConnectionOptions,
  'url' | 'headers' | 'onUnauthorized' | 'timers' | 'fetch'
> {
  readonly scope: StreamScope
  /** Reconnect after a fault, and open the next stream after the end of one. */
  readonly autoReconnect: boolean
  readonly onEntry: (entry: NewEntry) => void
  readonly onAnswer: StreamTap['onAnswer']
}

/** A stream of the lab. */
export interface LabConnection {
  readonly open: () => void
  readonly close: () => void
}

/**
 * Make a connection that tells everything it sees as entries of the lab, bytes included; `open()` begins it. It is
 * the product's own transport: what works here works on the dashboard.
 */
export function createLabConnection(options: LabConnectionOptions): LabConnection {
  const { scope, autoReconnect, onEntry, onAnswer } = options
  const ends = scope.stage === null ? RUN_END_TYPES : STAGE_END_TYPES
  const now = () => options.timers?.now() ?? Date.now()
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
      // A frame that says goodbye may follow in the same chunk.
      if (isEnd && !autoReconnect) queueMicrotask(connection.close)
      return isEnd
    },
    onComment(text, bytes) {
      onEntry({ kind: 'comment', receivedAt: now(), text, bytes: bytes ?? new Uint8Array() })
    },
    onOpen() {
      // Every stream has an entry, also the next one after an end in good order.
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
