import type { ApiError } from '@/api/calls/errors'
import type { Envelope } from '@/pipeline/envelope'
import type { ProjectState } from '@/pipeline/state'
import type { ParsedMessage } from '@/protocol/messages'
import type { ConnectionState } from '@/transport/connectionState'
import type { Delivery } from './deliveryWatch'

/** Who is told what the feed finds out. */
export interface ProjectFeedOptions {
  readonly projectId: string
  readonly onState: (state: ProjectState) => void
  readonly onConnection: (state: ConnectionState) => void
  /** News come by the stream, as they do at first, or by looking at snapshots. */
  readonly onDelivery: (delivery: Delivery) => void
  /** A snapshot came (null) or could not be had. */
  readonly onSnapshot: (error: ApiError | null) => void
  /** A stream is open, and what was missed before is being fetched; or it is there. */
  readonly onChecking: (isChecking: boolean) => void
  /** Whether a run is believed to be under way of which nothing has been heard for too long. */
  readonly onLost: (isLost: boolean) => void
}

/** Where a project's feed comes from. */
export interface FeedSource {
  /** Names the stores that are fed by it. */
  readonly name: string
  readonly createFeed: (options: ProjectFeedOptions) => ProjectFeed
}

/** All that comes in about one project, messages and snapshots, folded into its state: live, or from a recording. */
export interface ProjectFeed {
  /** Begin, or begin again where the stream was given up. Does nothing after `close()`. */
  readonly open: () => void
  /** Fetch a snapshot now. Settles when it has been applied or has failed; never rejects. */
  readonly settle: () => Promise<void>
  readonly close: () => void
}

/** What the reducer is given for a frame. `textBefore`: what its stage had written before it, where that is known. */
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
