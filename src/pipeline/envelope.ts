import type { Message, ParsedMessage } from '@/protocol/messages'
import type { ProjectSnapshot } from '@/protocol/snapshot'

/**
 * What the reducer is given: a fact and when it came. Times are milliseconds since the epoch by this machine's
 * clock; time never enters the reducer in another way.
 */
export type Envelope =
  | {
      readonly kind: 'message'
      readonly message: Message
      /** The frame's own `id:`, null where it had none. */
      readonly id: string | null
      readonly receivedAt: number
      /**
       * Of a token: a text that `fullText` is known to be, with `content` added. Whoever has that very text need not
       * look through it.
       */
      readonly textBefore?: string | undefined
    }
  | {
      readonly kind: 'snapshot'
      readonly snapshot: ProjectSnapshot
      /** When it was asked for. What came after that may be missing from it. */
      readonly requestedAt: number
      readonly receivedAt: number
    }
  /** A frame whose data could not be used. */
  | {
      readonly kind: 'rejected'
      readonly reason: Exclude<ParsedMessage['kind'], 'message'>
      readonly receivedAt: number
    }
  /** A comment, such as a heartbeat: the server is alive. */
  | { readonly kind: 'comment'; readonly receivedAt: number }
  /** A stream is open, the first or a later one: its server may be another process than before. */
  | { readonly kind: 'opened'; readonly receivedAt: number }

/** A message with its envelope. */
export type MessageEnvelope = Extract<Envelope, { kind: 'message' }>
/** A snapshot with its envelope. */
export type SnapshotEnvelope = Extract<Envelope, { kind: 'snapshot' }>
