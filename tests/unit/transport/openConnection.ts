import { createConnection, type ConnectionOptions } from '@/transport/connection'
import type { ConnectionState } from '@/transport/connectionState'

/** Open a connection and record its states. Callbacks that `options` does not name do nothing. */
export function openConnection(options: Partial<ConnectionOptions>) {
  const states: ConnectionState[] = []
  const connection = createConnection({
    url: '/stream',
    onFrame: () => false,
    onComment: () => undefined,
    onOpen: () => undefined,
    onState: (state) => states.push(state),
    ...options,
  })
  connection.open()
  return { connection, states }
}
