import type { Message, ParsedMessage } from '@/protocol/messages'
import type { ProjectSnapshot } from '@/protocol/snapshot'

/**
 * What the reducer folds: a fact and the time of its arrival, in milliseconds since the epoch by this machine's clock.
 * The reducer learns the time in no other way.
 */
export type Envelope =
  | {
      readonly kind: 'message'
      readonly message: Message
      /** The frame's own `id:`; null if it had none. */
      readonly id: string | null
      readonly receivedAt: number
      /** Of a token, if known: the text that becomes `fullText` when `content` is added. It saves comparing texts. */
      readonly textBefore?: string | undefined
    }
  | {
      readonly kind: 'snapshot'
      readonly snapshot: ProjectSnapshot
      /** When it was requested. The snapshot may lack later changes. */
      readonly requestedAt: number
      readonly receivedAt: number
    }
  /** A frame whose data could not be read. */
  | {
      readonly kind: 'rejected'
      readonly reason: Exclude<ParsedMessage['kind'], 'message'>
      readonly receivedAt: number
    }
  /** A comment of the stream, such as a heartbeat: the server is alive. */
  | { readonly kind: 'comment'; readonly receivedAt: number }
  /** A stream has opened, the first or a later one. The server may have been restarted since the one before. */
  | { readonly kind: 'opened'; readonly receivedAt: number }

/** A message in its envelope. */
export type MessageEnvelope = Extract<Envelope, { kind: 'message' }>
/** A snapshot in its envelope. */
export type SnapshotEnvelope = Extract<Envelope, { kind: 'snapshot' }>
