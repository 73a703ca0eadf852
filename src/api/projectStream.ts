import { SSE_PATH, API_BASE_URL } from '@/env'
import { parseMessage, RUN_END_TYPES, type ParsedMessage } from '@/protocol/messages'
import { createConnection, type Connection } from '@/transport/connection'
import type { ConnectionState } from '@/transport/connectionState'

/** Who is told what a project's stream says. Called in the order of the stream. */
export interface ProjectStreamOptions {
  readonly projectId: string
  /** A frame was read; `id` is its own, null where it had none. */
  readonly onParsed: (parsed: ParsedMessage, id: string | null) => void
  /** The server gave a sign of life that is no message. */
  readonly onComment: () => void
  /** A stream is open: what was missed while there was none is to be fetched now. */
  readonly onOpen: () => void
  readonly onState: (state: ConnectionState) => void
}

/**
 * The stream of all stages of a project, kept open until it is closed. After the end of a run it is opened again for
 * the next one.
 */
export function createProjectStream(options: ProjectStreamOptions): Connection {
  return createConnection({
    url: `${API_BASE_URL}${SSE_PATH}/projects/${encodeURIComponent(options.projectId)}/`,
    onFrame(frame) {
      const parsed = parseMessage(frame.data)
      options.onParsed(parsed, frame.id)
      return parsed.kind === 'message' && RUN_END_TYPES.has(parsed.message.type)
    },
    onComment: options.onComment,
    onOpen: options.onOpen,
    onState: options.onState,
  })
}
