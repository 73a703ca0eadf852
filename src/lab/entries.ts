import type { ParsedMessage } from '@/protocol/messages'
import type { ConnectionState } from '@/transport/connectionState'

/*
 * What the lab sees of a stream, in its order. Times are milliseconds since the epoch by this machine's clock. An entry
 * survives structured cloning and, but for its bytes, JSON.
 */

interface EntryCommon {
  /** Its place in the log, from 0. It stays the same when older entries are dropped. */
  readonly index: number
  readonly receivedAt: number
}

/** A frame, with its bytes as they came: the block and the empty line that ends it. */
export interface FrameEntry extends EntryCommon {
  readonly kind: 'frame'
  readonly bytes: Uint8Array
  readonly data: string
  /** The `event:` line; null where there was none. */
  readonly event: string | null
  /** The block's own `id:` line; null where there was none. */
  readonly id: string | null
  /** What the product's schemas make of `data`. */
  readonly parsed: ParsedMessage
}

/** A comment, such as a heartbeat. */
export interface CommentEntry extends EntryCommon {
  readonly kind: 'comment'
  readonly bytes: Uint8Array
  readonly text: string
}

/** The connection has come into another state. `open` with a later `since` is another stream. */
export interface ConnectionEntry extends EntryCommon {
  readonly kind: 'connection'
  readonly state: ConnectionState
}

/** The snapshot of the project, fetched beside the stream. */
export interface SnapshotEntry extends EntryCommon {
  readonly kind: 'snapshot'
  /** When it was asked for. */
  readonly requestedAt: number
  /** The answer as it came: JSON. */
  readonly body: unknown
}

/** One thing that happened. */
export type LabEntry = FrameEntry | CommentEntry | ConnectionEntry | SnapshotEntry
/** One thing that came by the stream: a row of the table. */
export type StreamEntry = FrameEntry | CommentEntry

/** The four kinds of rows, as they stand in `data-kind`. */
export type RowKind = 'message' | 'unknown' | 'malformed' | 'comment'

/** What is listened to: it decides which rules hold. */
export interface StreamScope {
  /** One stage's stream ends after its `done` or `error`, the stream of all only after the run's end. */
  readonly stage: string | null
}

/** An entry before it has its place in a log. */
export type NewEntry =
  | Omit<FrameEntry, 'index'>
  | Omit<CommentEntry, 'index'>
  | Omit<ConnectionEntry, 'index'>
  | Omit<SnapshotEntry, 'index'>
