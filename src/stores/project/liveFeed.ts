import { fetchSnapshot, type FetchedSnapshot } from '@/api/projects'
import { createProjectStream } from '@/api/projectStream'
import { hasAdvanced } from '@/pipeline/advance'
import type { Envelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { selectIsActive } from '@/pipeline/selectors'
import { initialState } from '@/pipeline/state'
import type { ConnectionState } from '@/transport/connectionState'
import { noteHeard } from '@/platform/contact'
import { isPageVisible } from '@/platform/visibility'
import { steadyNow } from '@/platform/steadyClock'
import { createDeliveryWatch, type Delivery, type ImposedReason } from '../shared/deliveryWatch'
import { createRunKeeper, readKeptRun, type KeptSnapshot } from './keptRun'
import { envelopeOf, type ProjectFeed, type ProjectFeedOptions } from './projectFeed'
import { createRunWatch } from './runWatch'
import { createFrameLoop } from '../shared/frameLoop'
import { createPoll, INSTEAD_OF_STREAM } from '../shared/poll'
import { createSnapshotLoop } from '../shared/snapshotLoop'

/** Wait this long before a snapshot, so that one covers a burst of finished items and the end of their stage. */
const SETTLE_MS = 250
/** While the page polls, a closed stream is opened again this often: the obstacle may be gone. */
const REOPEN_INTERVAL_MS = 60_000
/** How often the page looks where nothing runs and no stream is open: a stream takes a worker of some servers. */
const IDLE_POLL = { shortestMs: 5_000, longestMs: 15_000, hiddenMs: 60_000 }
/** A server that answers calls only between streams is noticed after this time. */
const SHARED_LIMIT_MS = 4_000
/** For how long such a server is spared streams, doubled each time that it proves to be one. */
const SPARE_MS = { first: 60_000, longest: 600_000 }
/**
 * While the connection is lost, a call after this time, and up to as much again so that pages are spread, tells whether the
 * server is back: the next attempt to connect may be far off.
 */
const LOST_LOOK_MS = 3_000
/** Pages that learn of a server's return at the same time connect spread over this time. */
const WAKE_SPREAD_MS = 1_000

/** Make a feed of a live project: one stream, with snapshots beside it. `open()` begins it. */
export function createLiveFeed(options: ProjectFeedOptions): ProjectFeed {
  const { projectId } = options
  let state = initialState(projectId)
  let lastSnapshot: KeptSnapshot | null = null
  let connection: ConnectionState = { status: 'idle' }
  let delivery: Delivery = { by: 'stream' }
  let phase: 'new' | 'open' | 'closed' = 'new'
  let closedAt = 0
  /** When the stream was opened; null once a snapshot requested since then has been applied. */
  let uncheckedSince: number | null = null
  /** Whether the server welcomes streams in which nothing happens. */
  let acceptsIdle = false
  /** Until then the server is taken for one that answers no calls while a stream is open. */
  let singleUntil = 0
  let spareMs = SPARE_MS.first
  /** Whether the code that reads streams is missing. */
  let isUnloaded = false
  /** Whether calls take too long without a stream as well, so that an open one is not to blame. */
  let isSlow = false
  /** Whether the last call failed. */
  let hasFailed = false
  let waking: ReturnType<typeof setTimeout> | undefined
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
  const poll = createPoll({ onDue: look, ...INSTEAD_OF_STREAM })
  const idlePoll = createPoll({ onDue: () => want(0), ...IDLE_POLL })
  const deliveryWatch = createDeliveryWatch({ onDelivery: handleDelivery, onDoubt: () => want(0) })
  const snapshots = createSnapshotLoop({
    fetch: (signal, onSend) =>
      fetchSnapshot(projectId, signal, onSend, mayBlock() ? SHARED_LIMIT_MS : undefined),
    onSnapshot: handleSnapshot,
    onError(error) {
      hasFailed = true
      if (error.kind === 'not_found') isGone = true
      if (error.kind === 'timeout') suspectStream()
      tend()
      if (connection.status === 'waiting' && isPageVisible()) want(LOST_LOOK_MS * (1 + Math.random()))
      options.onSnapshot(error)
    },
  })
  const stream = createProjectStream(projectId, {
    onParsed(parsed, id, receivedAt, textBefore) {
      noteHeard()
      const isGreeting = parsed.kind === 'message' && parsed.message.type === 'connected'
      deliveryWatch.received(isGreeting ? 'byte' : 'message')
      enqueue(envelopeOf(parsed, id, receivedAt, textBefore))
    },
    onComment(receivedAt) {
      noteHeard()
      deliveryWatch.received('byte')
      enqueue({ kind: 'comment', receivedAt })
    },
    onOpen() {
      deliveryWatch.opened()
      enqueue({ kind: 'opened', receivedAt: steadyNow() })
      setUnchecked(steadyNow())
      // The snapshot is requested after the stream has opened, so that nothing is missed between the two.
      want(0)
    },
    onState: handleConnection,
    onCapped(next) {
      isCapped = next
      tend()
    },
    onMissing() {
      isUnloaded = true
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

  const isSingle = () => steadyNow() < singleUntil

  /** Whether the open stream may be what keeps the server from answering calls. */
  const mayBlock = () => isFollowing && !acceptsIdle && !isSlow && connection.status === 'open'

  /** A call was not answered in time: perhaps because of the open stream. */
  function suspectStream() {
    if (mayBlock()) {
      singleUntil = steadyNow() + spareMs
      spareMs = Math.min(SPARE_MS.longest, spareMs * 2)
    } else {
      singleUntil = 0
      isSlow = true
    }
  }

  /** Whether the run needs a source of news other than a look now and then. */
  function isBusy(): boolean {
    return starting > 0 || selectIsActive(state)
  }

  function imposedReason(): ImposedReason | null {
    if (isGone || !(acceptsIdle || isBusy())) return null
    if (isUnloaded) return 'unloaded'
    if (isSingle()) return 'single'
    return isCapped ? 'capped' : null
  }

  /**
   * Open the stream, or let it go. Where nothing runs it stays open only if the server says that it may. A stream is let
   * go only when nothing is left to fetch, so that the end of a run is complete.
   */
  function tend() {
    if (phase !== 'open') return
    deliveryWatch.impose(imposedReason())
    const isWanted = !isGone && !isSingle() && (acceptsIdle || isBusy())
    const mayEnd = isGone || isSingle() || state.snapshotWantedAt === null
    if (isWanted && !isFollowing) {
      isFollowing = true
      idlePoll.stop()
      deliveryWatch.expect()
      stream.open()
    } else if (!isWanted && isFollowing && mayEnd) {
      isFollowing = false
      stream.close()
      handleConnection({ status: 'idle' })
      deliveryWatch.stop()
    }
    if (isFollowing || isGone || delivery.by === 'polling') idlePoll.stop()
    else idlePoll.start()
  }

  /** Fetch what the stream does not deliver. */
  function look() {
    want(0)
    if (connection.status === 'closed' && steadyNow() - closedAt >= REOPEN_INTERVAL_MS) stream.open()
  }

  function handleConnection(next: ConnectionState) {
    if (next.status === 'waiting' && connection.status !== 'waiting') want(LOST_LOOK_MS)
    // Where no stream is wanted, a closed one is no interruption.
    connection = isFollowing ? next : { status: 'idle' }
    options.onConnection(connection)
    if (next.status !== 'open') setUnchecked(null)
    trust()
    const isGivenUp = next.status === 'closed' && next.fault !== null
    if (next.status === 'closed') closedAt = steadyNow()
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

  function handleSnapshot({ snapshot, wire }: FetchedSnapshot, requestedAt: number) {
    foldWaiting()
    const before = state
    const envelope = { kind: 'snapshot', snapshot, requestedAt, receivedAt: steadyNow() } as const
    lastSnapshot = { envelope, wire }
    acceptsIdle = snapshot.idleStream
    options.onIdleStream(acceptsIdle)
    if (connection.status === 'open' && requestedAt >= connection.since) spareMs = SPARE_MS.first
    if (hasFailed && connection.status === 'waiting')
      waking ??= setTimeout(wakeStream, Math.random() * WAKE_SPREAD_MS)
    hasFailed = false
    isSlow = false
    fold([envelope])
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

  function wakeStream() {
    waking = undefined
    if (connection.status === 'waiting') stream.wake()
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
    lastSnapshot = kept.snapshot
    acceptsIdle = lastSnapshot?.envelope.snapshot.idleStream ?? false
    const envelopes = [...(kept.snapshot ? [kept.snapshot.envelope] : []), ...kept.texts]
    if (envelopes.length > 0) fold(envelopes)
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
      clearTimeout(waking)
      frames.stop()
      keeper.stop()
    },
  }
}
