import type { ParsedMessage } from '@/protocol/messages'
import type { ConnectionState } from '@/transport/connectionState'

/*
 * Entries are what the lab records of a stream, in order. Times are milliseconds since the epoch by this machine's
 * clock. An entry survives structured cloning; all of it except the bytes also survives JSON.
 */

interface EntryCommon {
  /** Position in the log, counted from 0. It stays the same when older entries are dropped. */
  readonly index: number
  readonly receivedAt: number
}

/** A frame with its original bytes: the block and the blank line that ends it. */
export interface FrameEntry extends EntryCommon {
  readonly kind: 'frame'
  readonly bytes: Uint8Array
  readonly data: string
  /** Value of the `event:` field; null without one. */
  readonly event: string | null
  /** Value of this block's own `id:` field; null without one. */
  readonly id: string | null
  /** `data` as read by the product's schemas. */
  readonly parsed: ParsedMessage
}

/** A comment, for example a heartbeat. */
export interface CommentEntry extends EntryCommon {
  readonly kind: 'comment'
  readonly bytes: Uint8Array
  readonly text: string
}

/** A change of the connection's state. `open` with a later `since` means a new stream. */
export interface ConnectionEntry extends EntryCommon {
  readonly kind: 'connection'
  readonly state: ConnectionState
}

/** A snapshot of the project, fetched beside the stream. */
export interface SnapshotEntry extends EntryCommon {
  readonly kind: 'snapshot'
  /** When the request was sent. */
  readonly requestedAt: number
  /** The response body as received: JSON. */
  readonly body: unknown
}

/** Anything that is recorded. */
export type LabEntry = FrameEntry | CommentEntry | ConnectionEntry | SnapshotEntry
/** An entry that arrived on the stream: a row of the table. */
export type StreamEntry = FrameEntry | CommentEntry

/** The four kinds of rows, as used in `data-kind`. */
export type RowKind = 'message' | 'unknown' | 'malformed' | 'comment'

/** The stream that is recorded. It decides which rules apply. */
export interface StreamScope {
  /** The stage whose stream it is, which ends after `done` or `error`; null for all stages, until the run ends. */
  readonly stage: string | null
}

/** An entry before the log gives it an index. */
export type NewEntry =
  | Omit<FrameEntry, 'index'>
  | Omit<CommentEntry, 'index'>
  | Omit<ConnectionEntry, 'index'>
  | Omit<SnapshotEntry, 'index'>
