import type { ApiError } from '@/api/calls/errors'
import type { Envelope } from '@/pipeline/envelope'
import type { ProjectState } from '@/pipeline/state'
import type { ParsedMessage } from '@/protocol/messages'
import type { ConnectionState } from '@/transport/connectionState'
import type { Delivery } from '../shared/deliveryWatch'

/** What a feed is about, and who receives its changes. */
export interface ProjectFeedOptions {
  readonly projectId: string
  readonly onState: (state: ProjectState) => void
  readonly onConnection: (state: ConnectionState) => void
  /** How changes arrive: by the stream, as at the start, or by polling. */
  readonly onDelivery: (delivery: Delivery) => void
  /** A snapshot has been applied (null) or could not be fetched. */
  readonly onSnapshot: (error: ApiError | null) => void
  /** Whether the snapshot that follows the opening of a stream is still being fetched. */
  readonly onChecking: (isChecking: boolean) => void
  /** Whether the server has sent nothing for so long that the run may no longer go on. */
  readonly onLost: (isLost: boolean) => void
  /** Whether the server welcomes streams in which nothing happens. */
  readonly onIdleStream: (isWelcome: boolean) => void
}

/** A source of project feeds. */
export interface FeedSource {
  /** Part of the ids of the stores that use it. */
  readonly name: string
  readonly createFeed: (options: ProjectFeedOptions) => ProjectFeed
}

/** The messages and snapshots of one project, live or from a recording, folded into its state. */
export interface ProjectFeed {
  /** Start, or open the stream again if it was given up. Does nothing after `close()`. */
  readonly open: () => void
  /**
   * A command that starts a run is about to be sent: open the stream, so that nothing of the run is missed.
   *
   * @returns to be called when the command has succeeded or failed
   */
  readonly expectRun: () => () => void
  /** Fetch a snapshot now. Settles when it has been applied or has failed; never rejects. */
  readonly settle: () => Promise<void>
  readonly close: () => void
}

/** The envelope of a frame. `textBefore`: the text of its stage before this frame, if known. */
export function envelopeOf(
  parsed: ParsedMessage,
  id: string | null,
  receivedAt: number,
  textBefore: string | undefined,
): Envelope {
  return parsed.kind === 'message'
    ? { kind: 'message', message: parsed.message, id, receivedAt, textBefore }
    : { kind: 'rejected', reason: parsed.kind, receivedAt }
}
