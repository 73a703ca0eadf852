import { fetchSnapshot } from '@/api/projects'
import { createProjectStream } from '@/api/projectStream'
import { hasAdvanced } from '@/pipeline/advance'
import type { Envelope, SnapshotEnvelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { initialState } from '@/pipeline/state'
import type { ProjectSnapshot } from '@/protocol/snapshot'
import type { ConnectionState } from '@/transport/connectionState'
import { createDeliveryWatch, type Delivery } from './deliveryWatch'
import { createFrameBatch } from '../shared/frameBatch'
import { createRunKeeper, readKeptRun } from './keptRun'
import { envelopeOf, type ProjectFeed, type ProjectFeedOptions } from './projectFeed'
import { createRunWatch } from './runWatch'
import { createSnapshotLoop } from '../shared/snapshotLoop'
import { createSnapshotPoll } from '../shared/poll'

/** Finished items come in bursts with what ends a stage: one snapshot for all of it. */
const SETTLE_MS = 250
/** A stream that does not open keeps nobody from seeing the project. */
const PATIENCE_MS = 1_000
/** A stream that was given up is tried again this often while the page looks for itself: the obstacle may be gone. */
const RETRY_MS = 60_000

/** Make a feed of what happens now, over one stream and with snapshots beside it; `open()` begins it. */
export function createLiveFeed(options: ProjectFeedOptions): ProjectFeed {
  const { projectId } = options
  let state = initialState(projectId)
  let lastSnapshot: SnapshotEnvelope | null = null
  let connection: ConnectionState = { status: 'idle' }
  let delivery: Delivery = { by: 'stream' }
  let phase: 'new' | 'open' | 'closed' = 'new'
  let givenUpAt = 0
  /** When the stream was opened of which no snapshot has been applied since. */
  let uncheckedSince: number | null = null
  let patience: ReturnType<typeof setTimeout> | undefined

  const batch = createFrameBatch(fold)
  const keeper = createRunKeeper(projectId)
  const runWatch = createRunWatch({ onQuiet: () => want(0), onLost: options.onLost })
  const poll = createSnapshotPoll(look)
  const deliveryWatch = createDeliveryWatch({ onDelivery: handleDelivery, onDoubt: () => want(0) })
  const snapshots = createSnapshotLoop({
    fetch: (signal) => fetchSnapshot(projectId, signal),
    onSnapshot: handleSnapshot,
    onError(error) {
      if (error.kind === 'not_found') {
        stream.close()
        deliveryWatch.stop()
      }
      options.onSnapshot(error)
    },
  })
  const stream = createProjectStream(projectId, {
    onParsed(parsed, id, receivedAt, textBefore) {
      const isGreeting = parsed.kind === 'message' && parsed.message.type === 'connected'
      deliveryWatch.heard(isGreeting ? 'byte' : 'message')
      batch.add(envelopeOf(parsed, id, receivedAt, textBefore))
    },
    onComment(receivedAt) {
      deliveryWatch.heard('byte')
      batch.add({ kind: 'heard', receivedAt })
    },
    onOpen() {
      deliveryWatch.opened()
      batch.add({ kind: 'opened', receivedAt: Date.now() })
      setUnchecked(Date.now())
      // First the stream, then the snapshot: nothing falls between the two.
      want(0)
    },
    onState: handleConnection,
    onCapped: deliveryWatch.setCapped,
  })

  function setUnchecked(since: number | null) {
    if ((since === null) !== (uncheckedSince === null)) options.onChecking(since !== null)
    uncheckedSince = since
  }

  function want(delayMs: number) {
    clearTimeout(patience)
    void snapshots.request(delayMs)
  }

  /** Look for what the stream does not tell. */
  function look() {
    want(0)
    if (connection.status === 'closed' && Date.now() - givenUpAt >= RETRY_MS) stream.open()
  }

  function handleConnection(next: ConnectionState) {
    connection = next
    options.onConnection(next)
    if (next.status !== 'open') setUnchecked(null)
    trust()
    const isGivenUp = next.status === 'closed' && next.fault !== null
    if (isGivenUp) givenUpAt = Date.now()
    if (isGivenUp || next.status === 'connecting' || next.status === 'waiting') deliveryWatch.expect()
    if (isGivenUp || (next.status === 'waiting' && lastSnapshot === null)) want(0)
  }

  function handleDelivery(next: Delivery) {
    delivery = next
    options.onDelivery(next)
    trust()
    poll.setNeeded(next.by === 'polling')
    if (next.by === 'stream') want(0)
  }

  /** A stream that is open and tells nothing is no reason to believe what was believed. */
  function trust() {
    runWatch.setConnected(connection.status === 'open' && delivery.by === 'stream')
  }

  function handleSnapshot(snapshot: ProjectSnapshot, requestedAt: number) {
    batch.flush()
    const before = state
    lastSnapshot = { kind: 'snapshot', snapshot, requestedAt, receivedAt: Date.now() }
    // In line with the messages, then at once: whoever waits for the snapshot finds it applied.
    batch.add(lastSnapshot)
    batch.flush()
    options.onSnapshot(null)
    if (uncheckedSince !== null && requestedAt >= uncheckedSince) setUnchecked(null)
    // What this one did not settle, another will: also what came in the very moment in which it was asked for.
    if (state.snapshotWantedAt !== null) want(SETTLE_MS)
    deliveryWatch.answered(requestedAt, hasAdvanced(before, state))
    poll.answered(before.stages !== state.stages || before.status !== state.status)
  }

  function fold(envelopes: readonly Envelope[]) {
    const before = state
    state = envelopes.reduce(reduce, before)
    if (state === before) return
    options.onState(state)
    keeper.update(state, lastSnapshot)
    runWatch.update(state, envelopes.findLast(({ kind }) => kind === 'message')?.receivedAt ?? null)
    if (state.snapshotWantedAt !== null && state.snapshotWantedAt !== before.snapshotWantedAt) want(SETTLE_MS)
  }

  function begin() {
    phase = 'open'
    const kept = readKeptRun(projectId)
    lastSnapshot = kept.find((envelope) => envelope.kind === 'snapshot') ?? null
    if (kept.length > 0) fold(kept)
    patience = setTimeout(() => want(0), PATIENCE_MS)
  }

  return {
    open() {
      if (phase === 'closed') return
      if (phase === 'new') begin()
      stream.open()
    },
    settle: () => snapshots.request(),
    close() {
      phase = 'closed'
      clearTimeout(patience)
      stream.close()
      deliveryWatch.stop()
      poll.stop()
      snapshots.stop()
      runWatch.stop()
      batch.stop()
      keeper.stop()
    },
  }
}
