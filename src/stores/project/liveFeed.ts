import { fetchSnapshot } from '@/api/projects'
import { createProjectStream } from '@/api/projectStream'
import { hasAdvanced } from '@/pipeline/advance'
import type { Envelope, SnapshotEnvelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { selectIsActive } from '@/pipeline/selectors'
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
/** While the page polls, a closed stream is opened again this often: the obstacle may be gone. */
const REOPEN_INTERVAL_MS = 60_000
/** How often the page polls. Nobody sees a hidden page, but its title and notices should not be older than this. */
const POLL = { shortestMs: 1_000, longestMs: 10_000, hiddenMs: 20_000 }
/** How often the page looks where nothing runs and no stream is open: a stream takes a worker of some servers. */
const IDLE_POLL = { shortestMs: 5_000, longestMs: 15_000, hiddenMs: 60_000 }
/** A server that answers calls only between streams is noticed after this time. */
const SHARED_LIMIT_MS = 4_000

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
  /** Whether the server welcomes streams in which nothing happens. */
  let acceptsIdle = false
  /** Whether the server answers no calls while a stream is open. */
  let isSingle = false
  /** How many commands that start a run are on their way. */
  let starting = 0
  /** Whether the stream should be open, possibly after some attempts. */
  let isFollowing = false
  /** Whether other tabs use all the streams that may be open. */
  let isCapped = false
  let isGone = false

  let waiting: Envelope[] = []
  const frames = createFrameLoop(foldWaiting)
  const keeper = createRunKeeper(projectId)
  const runWatch = createRunWatch({ onQuiet: () => want(0), onLost: options.onLost })
  const poll = createPoll({ onDue: look, ...POLL })
  const idlePoll = createPoll({ onDue: () => want(0), ...IDLE_POLL })
  const deliveryWatch = createDeliveryWatch({ onDelivery: handleDelivery, onDoubt: () => want(0) })
  const snapshots = createSnapshotLoop({
    fetch: (signal, onSend) =>
      fetchSnapshot(projectId, signal, onSend, isFollowing && !acceptsIdle ? SHARED_LIMIT_MS : undefined),
    onSnapshot: handleSnapshot,
    onError(error) {
      if (error.kind === 'not_found') isGone = true
      if (error.kind === 'timeout' && isFollowing && !acceptsIdle) isSingle = true
      tend()
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
    onCapped(next) {
      isCapped = next
      tend()
    },
  })

  function setUnchecked(since: number | null) {
    if ((since === null) !== (uncheckedSince === null)) options.onChecking(since !== null)
    uncheckedSince = since
  }

  function want(delayMs: number) {
    void snapshots.request(delayMs)
  }

  /** Whether the run needs a source of news other than a look now and then. */
  function isBusy(): boolean {
    return starting > 0 || selectIsActive(state)
  }

  /**
   * Open the stream, or let it go. Where nothing runs it stays open only if the server says that it may. A stream is let
   * go only when nothing is left to fetch, so that the end of a run is complete.
   */
  function tend() {
    if (phase !== 'open') return
    deliveryWatch.impose(isSingle && isBusy() && !isGone ? 'single' : isCapped ? 'capped' : null)
    const isWanted = !isGone && !isSingle && (acceptsIdle || isBusy())
    const mayEnd = isGone || isSingle || state.snapshotWantedAt === null
    if (isWanted && !isFollowing) {
      isFollowing = true
      idlePoll.stop()
      stream.open()
    } else if (!isWanted && isFollowing && mayEnd) {
      isFollowing = false
      stream.close()
      deliveryWatch.stop()
    }
    if (isFollowing || isGone || delivery.by === 'polling') idlePoll.stop()
    else idlePoll.start()
  }

  /** Fetch what the stream does not deliver. */
  function look() {
    want(0)
    if (connection.status === 'closed' && Date.now() - closedAt >= REOPEN_INTERVAL_MS) stream.open()
  }

  function handleConnection(next: ConnectionState) {
    // Where no stream is wanted, a closed one is no interruption.
    connection = isFollowing || next.status !== 'closed' ? next : { status: 'idle' }
    options.onConnection(connection)
    if (next.status !== 'open') setUnchecked(null)
    trust()
    const isGivenUp = next.status === 'closed' && next.fault !== null
    if (next.status === 'closed') closedAt = Date.now()
    if (isGivenUp || next.status === 'connecting' || next.status === 'waiting') deliveryWatch.expect()
    if (isGivenUp || (next.status === 'waiting' && lastSnapshot === null)) want(0)
  }

  function handleDelivery(next: Delivery) {
    delivery = next
    options.onDelivery(next)
    trust()
    if (next.by === 'polling') poll.start()
    else poll.stop()
    tend()
    want(0)
  }

  /** An open stream that delivers nothing does not prove that a run still goes on. */
  function trust() {
    const isOpen = connection.status === 'open'
    runWatch.setSource(delivery.by === 'polling' ? 'polling' : isOpen ? 'stream' : null)
  }

  function handleSnapshot(snapshot: ProjectSnapshot, requestedAt: number) {
    foldWaiting()
    const before = state
    lastSnapshot = { kind: 'snapshot', snapshot, requestedAt, receivedAt: Date.now() }
    acceptsIdle = snapshot.idleStream
    fold([lastSnapshot])
    tend()
    options.onSnapshot(null)
    if (uncheckedSince !== null && requestedAt >= uncheckedSince) setUnchecked(null)
    // A message that arrived while this snapshot was requested may need another one.
    if (state.snapshotWantedAt !== null) want(SETTLE_MS)
    deliveryWatch.answered(requestedAt, hasAdvanced(before, state))
    const hasChanged = before.stages !== state.stages || before.status !== state.status
    poll.schedule({ isNeeded: true, hasChanged })
    idlePoll.schedule({ isNeeded: true, hasChanged })
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
    tend()
    if (state.snapshotWantedAt !== null && state.snapshotWantedAt !== before.snapshotWantedAt) want(SETTLE_MS)
  }

  function begin() {
    phase = 'open'
    const kept = readKeptRun(projectId)
    lastSnapshot = kept.find((envelope) => envelope.kind === 'snapshot') ?? null
    acceptsIdle = lastSnapshot?.snapshot.idleStream ?? false
    if (kept.length > 0) fold(kept)
    tend()
    // Only a snapshot says whether the stream may be opened.
    want(0)
  }

  return {
    open() {
      if (phase === 'closed') return
      if (phase === 'new') begin()
      else if (isFollowing) stream.open()
    },
    expectRun() {
      starting += 1
      tend()
      return () => {
        starting -= 1
        tend()
      }
    },
    settle: () => snapshots.request(),
    close() {
      phase = 'closed'
      stream.close()
      deliveryWatch.stop()
      poll.stop()
      idlePoll.stop()
      snapshots.stop()
      runWatch.stop()
      frames.stop()
      keeper.stop()
    },
  }
}
