import type { ApiError } from '@/api/errors'
import { fetchSnapshot } from '@/api/projects'
import { createProjectStream } from '@/api/projectStream'
import type { Envelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { initialState, type ProjectState } from '@/pipeline/state'
import type { ParsedMessage } from '@/protocol/messages'
import type { ConnectionState } from '@/transport/connectionState'
import { createFrameBatch } from './frameBatch'
import { createRunWatch } from './runWatch'
import { createSnapshotLoop } from './snapshotLoop'

/** Finished items come in bursts with what ends a stage: one snapshot for all of it. */
const SETTLE_MS = 250
/** A stream that does not open keeps nobody from seeing the project. */
const PATIENCE_MS = 1_000

/** Who is told what the feed finds out. */
export interface ProjectFeedOptions {
  readonly projectId: string
  readonly onState: (state: ProjectState) => void
  readonly onConnection: (state: ConnectionState) => void
  /** A snapshot came (null) or could not be had. */
  readonly onSnapshot: (error: ApiError | null) => void
  /** A snapshot is being fetched, or no longer. */
  readonly onBusy: (isBusy: boolean) => void
  /** Whether a run is believed to be under way of which nothing has been heard for too long. */
  readonly onLost: (isLost: boolean) => void
}

/** All that comes in about one project, over one stream and as snapshots, folded into its state. */
export interface ProjectFeed {
  /** Begin, or begin again where the stream was given up. Does nothing after `close()`. */
  readonly open: () => void
  /** Fetch a snapshot now. Settles when it has been applied or has failed; never rejects. */
  readonly settle: () => Promise<void>
  readonly close: () => void
}

function envelopeOf(parsed: ParsedMessage, id: string | null): Envelope {
  const receivedAt = Date.now()
  return parsed.kind === 'message'
    ? { kind: 'message', message: parsed.message, id, receivedAt }
    : { kind: 'rejected', reason: parsed.kind, receivedAt }
}

/** Make a feed; `open()` begins it. */
export function createProjectFeed(options: ProjectFeedOptions): ProjectFeed {
  const { projectId } = options
  let state = initialState(projectId)
  let isClosed = false
  let patience: ReturnType<typeof setTimeout> | undefined

  const batch = createFrameBatch(fold)
  const runWatch = createRunWatch({ onQuiet: () => want(0), onLost: options.onLost })
  const snapshots = createSnapshotLoop({
    fetch: (signal) => fetchSnapshot(projectId, signal),
    onSnapshot(snapshot, requestedAt) {
      // In line with the messages, then at once: whoever waits for the snapshot finds it applied.
      batch.add({ kind: 'snapshot', snapshot, requestedAt, receivedAt: Date.now() })
      batch.flush()
      options.onSnapshot(null)
    },
    onError(error) {
      if (error.kind === 'not_found') stream.close()
      options.onSnapshot(error)
    },
    onBusy: options.onBusy,
  })
  const stream = createProjectStream({
    projectId,
    onParsed: (parsed, id) => batch.add(envelopeOf(parsed, id)),
    onComment: () => batch.add({ kind: 'heard', receivedAt: Date.now() }),
    // First the stream, then the snapshot: nothing falls between the two.
    onOpen: () => want(0),
    onState: handleConnection,
  })

  function want(delayMs: number) {
    clearTimeout(patience)
    void snapshots.request(delayMs)
  }

  function handleConnection(connection: ConnectionState) {
    options.onConnection(connection)
    runWatch.setConnected(connection.status === 'open')
    const isGivenUp = connection.status === 'closed' && connection.fault !== null
    if (isGivenUp || (connection.status === 'waiting' && state.info === null)) want(0)
  }

  function fold(envelopes: readonly Envelope[]) {
    const before = state
    state = envelopes.reduce(reduce, before)
    if (state === before) return
    options.onState(state)
    runWatch.update(state, envelopes.findLast(({ kind }) => kind === 'message')?.receivedAt ?? null)
    if (state.snapshotWantedAt !== null && state.snapshotWantedAt !== before.snapshotWantedAt) want(SETTLE_MS)
  }

  return {
    open() {
      if (isClosed) return
      if (state.info === null) patience = setTimeout(() => want(0), PATIENCE_MS)
      stream.open()
    },
    settle: () => snapshots.request(),
    close() {
      isClosed = true
      clearTimeout(patience)
      stream.close()
      snapshots.stop()
      runWatch.stop()
      batch.stop()
    },
  }
}
