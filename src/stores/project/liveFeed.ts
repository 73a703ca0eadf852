import { fetchSnapshot } from '@/api/projects'
import { createProjectStream } from '@/api/projectStream'
import { hasAdvanced } from '@/pipeline/advance'
import type { Envelope, SnapshotEnvelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { initialState } from '@/pipeline/state'
import type { ProjectSnapshot } from '@/protocol/snapshot'
import type { ConnectionState } from '@/transport/connectionState'
import { createDeliveryWatch, type Delivery } from './deliveryWatch'
import { createRunKeeper, readKeptRun } from './keptRun'
import { envelopeOf, type ProjectFeed, type ProjectFeedOptions } from './projectFeed'
import { createRunWatch } from './runWatch'
import { createFrameLoop } from '../shared/frameLoop'
import { createPoll } from '../shared/poll'
import { createSnapshotLoop } from '../shared/snapshotLoop'

/** Wait this long before a snapshot, so that one covers a burst of finished items and the end of their stage. */
const SETTLE_MS = 250
/** Fetch the first snapshot after this time even if the stream has not opened. */
const PATIENCE_MS = 1_000
/** While the page polls, a closed stream is opened again this often: the obstacle may be gone. */
const REOPEN_INTERVAL_MS = 60_000
/** How often the page polls. Nobody sees a hidden page, but its title and notices should not be older than this. */
const POLL = { shortestMs: 1_000, longestMs: 10_000, hiddenMs: 20_000 }

/** Make a feed of a live project: one stream, with snapshots beside it. `open()` begins it. */
export function createLiveFeed(options: ProjectFeedOptions): ProjectFeed {
  const { projectId } = options
  let state = initialState(projectId)
  let lastSnapshot: SnapshotEnvelope | null = null
  let connection: ConnectionState = { status: 'idle' }
  let delivery: Delivery = { by: 'stream' }
  let phase: 'new' | 'open' | 'closed' = 'new'
  let closedAt = 0
  /** When the stream was opened; null once a snapshot requested since then has been applied. */
  let uncheckedSince: number | null = null
  let patience: ReturnType<typeof setTimeout> | undefined

  let waiting: Envelope[] = []
  const frames = createFrameLoop(foldWaiting)
  const keeper = createRunKeeper(projectId)
  const runWatch = createRunWatch({ onQuiet: () => want(0), onLost: options.onLost })
  const poll = createPoll({ onDue: look, ...POLL })
  const deliveryWatch = createDeliveryWatch({ onDelivery: handleDelivery, onDoubt: () => want(0) })
  const snapshots = createSnapshotLoop({
    fetch: (signal, onSend) => fetchSnapshot(projectId, signal, onSend),
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
      deliveryWatch.received(isGreeting ? 'byte' : 'message')
      enqueue(envelopeOf(parsed, id, receivedAt, textBefore))
    },
    onComment(receivedAt) {
      deliveryWatch.received('byte')
      enqueue({ kind: 'comment', receivedAt })
    },
    onOpen() {
      deliveryWatch.opened()
      enqueue({ kind: 'opened', receivedAt: Date.now() })
      setUnchecked(Date.now())
      // The snapshot is requested after the stream has opened, so that nothing is missed between the two.
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

  /** Fetch what the stream does not deliver. */
  function look() {
    want(0)
    if (connection.status === 'closed' && Date.now() - closedAt >= REOPEN_INTERVAL_MS) stream.open()
  }

  function handleConnection(next: ConnectionState) {
    connection = next
    options.onConnection(next)
    if (next.status !== 'open') setUnchecked(null)
    trust()
    const isGivenUp = next.status === 'closed' && next.fault !== null
    if (isGivenUp) closedAt = Date.now()
    if (isGivenUp || next.status === 'connecting' || next.status === 'waiting') deliveryWatch.expect()
    if (isGivenUp || (next.status === 'waiting' && lastSnapshot === null)) want(0)
  }

  function handleDelivery(next: Delivery) {
    delivery = next
    options.onDelivery(next)
    trust()
    if (next.by === 'polling') poll.start()
    else poll.stop()
    want(0)
  }

  /** An open stream that delivers nothing does not prove that a run still goes on. */
  function trust() {
    runWatch.setConnected(connection.status === 'open' && delivery.by === 'stream')
  }

  function handleSnapshot(snapshot: ProjectSnapshot, requestedAt: number) {
    foldWaiting()
    const before = state
    lastSnapshot = { kind: 'snapshot', snapshot, requestedAt, receivedAt: Date.now() }
    fold([lastSnapshot])
    options.onSnapshot(null)
    if (uncheckedSince !== null && requestedAt >= uncheckedSince) setUnchecked(null)
    // A message that arrived while this snapshot was requested may need another one.
    if (state.snapshotWantedAt !== null) want(SETTLE_MS)
    deliveryWatch.answered(requestedAt, hasAdvanced(before, state))
    const hasChanged = before.stages !== state.stages || before.status !== state.status
    poll.schedule({ isNeeded: true, hasChanged })
  }

  function enqueue(envelope: Envelope) {
    waiting.push(envelope)
    frames.wake()
  }

  /** Fold all waiting envelopes in one step: the state is written once per frame. @returns false: none are left */
  function foldWaiting(): boolean {
    const envelopes = waiting
    waiting = []
    if (envelopes.length > 0) fold(envelopes)
    return false
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
      frames.stop()
      keeper.stop()
    },
  }
}
