import {
  freshMemory,
  startAttempt,
  type Attempt,
  type AttemptEnd,
  type StreamAnswer,
  type StreamTap,
} from './attempt'
import { backoffMs } from './backoff'
import type { ConnectionFault, ConnectionState } from './connectionState'
import type { Frame } from './frames'
import type { RequestHeaders } from './requestHeaders'
import type { FetchLike } from './stream'
import { realTimers, type TimerHandle, type Timers } from './timers'
import { judge, quietWaitMs } from './verdict'
import { onWake } from './wakeSignals'

/** What a connection is made of. */
export interface ConnectionOptions {
  readonly url: string
  /** Asked at each attempt. */
  readonly headers?: () => RequestHeaders
  /**
   * The server has answered 401: get new access, for `headers` to tell. Asked once until the server has answered
   * something else.
   *
   * @returns true: try again at once; false: refused, give up. A rejection says that it could not be found out: the
   *   connection waits and tries again, as it does when no answer comes within `ACCESS_LIMIT_MS`
   */
  readonly onUnauthorized?: () => Promise<boolean>
  /**
   * A frame has come.
   *
   * @returns whether the stream may end after this frame in good order: it is then opened again quietly, after
   *   1–3 s, and the state stays `open`
   */
  readonly onFrame: (frame: Frame, bytes: Uint8Array | null) => boolean
  readonly onComment: (comment: string, bytes: Uint8Array | null) => void
  /** Where set, frames and comments come with their bytes (else null), and each answer is told of. */
  readonly tap?: StreamTap
  /** A stream is open, the first or a later one: what was missed in between is not repeated by the server. */
  readonly onOpen: () => void
  readonly onState: (state: ConnectionState) => void
  readonly fetch?: FetchLike
  readonly timers?: Timers
  /** In [0, 1). */
  readonly random?: () => number
}

/** A connection that keeps a stream open until it is closed. */
export interface Connection {
  /** Begin, or begin again after the connection was closed. Does nothing while it is at work. */
  readonly open: () => void
  /**
   * It is worth trying at once, and looking whether the stream is still alive. Called by itself where there is a page
   * or a network to listen to; a worker is told from outside.
   */
  readonly wake: () => void
  /** End it. Nothing is called back afterwards but the state. */
  readonly close: () => void
}

/** A stream that stayed open for this long was no failure: the count of attempts begins anew. */
const STABLE_AFTER_MS = 5_000
/** Signals to try at once lead to no more attempts than one in this time. */
const WAKE_INTERVAL_MS = 1_000
/** A stream that is being opened again quietly is called open no longer than this. */
const REOPEN_PATIENCE_MS = 5_000
/** Whoever was asked for new access and does not answer is waited for no longer. */
const ACCESS_LIMIT_MS = 30_000

/** What is waited for between two attempts. */
type Pause =
  /** The next attempt, at `dueAt`; no signal makes it come before what the server has asked for. */
  | {
      readonly kind: 'retry'
      readonly timer: TimerHandle
      readonly dueAt: number
      readonly notBefore: number
    }
  /** New access. */
  | { readonly kind: 'access'; readonly timer: TimerHandle }

/**
 * Make a connection; `open()` begins it. It reconnects by itself with backoff and jitter, at once when the network
 * or the page's reader is back, and stops only where another attempt would be refused like the last.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const timers = options.timers ?? realTimers
  const random = options.random ?? Math.random
  const fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init))
  const memory = freshMemory()
  let state: ConnectionState = { status: 'idle' }
  let attempt: Attempt | null = null
  let pause: Pause | null = null
  let patience: TimerHandle | null = null
  let failures = 0
  /** Streams in a row that ended in good order soon after they were opened. */
  let briefStreams = 0
  let hasAskedForAccess = false
  let startedAt = 0
  let openedAt: number | null = null
  let stopWaking: (() => void) | null = null

  function setState(next: ConnectionState) {
    state = next
    options.onState(next)
  }

  function start() {
    endPause()
    startedAt = timers.now()
    openedAt = null
    if (state.status === 'open')
      patience = timers.set(() => setState({ status: 'connecting', attempt: 1 }), REOPEN_PATIENCE_MS)
    attempt = startAttempt({
      url: options.url,
      headers: options.headers?.() ?? {},
      memory,
      fetch,
      timers,
      tap: options.tap,
      onOpen: handleOpen,
      onFrame: options.onFrame,
      onComment: options.onComment,
      onEnd: handleEnd,
    })
  }

  function startAfter(delayMs: number, notBefore = 0) {
    pause = { kind: 'retry', timer: timers.set(start, delayMs), dueAt: timers.now() + delayMs, notBefore }
  }

  function endPause() {
    if (pause) timers.clear(pause.timer)
    pause = null
  }
  function endPatience() {
    if (patience !== null) timers.clear(patience)
    patience = null
  }

  function handleOpen({ withoutAuthorization }: StreamAnswer) {
    endPatience()
    openedAt = timers.now()
    hasAskedForAccess = false
    const isSame = state.status === 'open' && (state.withoutAuthorization ?? false) === withoutAuthorization
    if (!isSame)
      setState({
        status: 'open',
        since: openedAt,
        ...(withoutAuthorization && { withoutAuthorization: true as const }),
      })
    if (attempt) options.onOpen()
  }

  function handleEnd(end: AttemptEnd) {
    attempt = null
    endPatience()
    const wasStable = openedAt !== null && timers.now() - openedAt >= STABLE_AFTER_MS
    if (wasStable) failures = 0
    const verdict = judge(end)
    const isRefused = verdict.next === 'close' && verdict.fault === 'unauthorized'
    if (isRefused && options.onUnauthorized && !hasAskedForAccess) {
      askForAccess(options.onUnauthorized)
      return
    }
    if (!isRefused) hasAskedForAccess = false
    switch (verdict.next) {
      case 'close':
        stop({ status: 'closed', fault: verdict.fault })
        return
      case 'reopen':
        failures = 0
        briefStreams = wasStable ? 0 : briefStreams + 1
        startAfter(verdict.atOnce ? 0 : quietWaitMs(briefStreams, random()))
        return
      case 'retry':
        retry(verdict.fault, verdict.retryAfterMs)
    }
  }

  function retry(fault: ConnectionFault, retryAfterMs: number | null) {
    endPause()
    briefStreams = 0
    failures += 1
    const now = timers.now()
    const { reconnectionTimeMs } = memory
    const delay = backoffMs({ attempt: failures, reconnectionTimeMs, retryAfterMs, random: random() })
    const since = state.status === 'waiting' ? state.since : now
    startAfter(delay, now + (retryAfterMs ?? 0))
    setState({ status: 'waiting', attempt: failures, since, retryAt: now + delay, fault })
  }

  function askForAccess(ask: () => Promise<boolean>) {
    hasAskedForAccess = true
    const settle = (isGranted: boolean | null) => {
      if (pause !== mine) return
      if (isGranted === null) retry('unauthorized', null)
      else if (isGranted) start()
      else stop({ status: 'closed', fault: 'unauthorized' })
    }
    const mine: Pause = { kind: 'access', timer: timers.set(() => settle(null), ACCESS_LIMIT_MS) }
    pause = mine
    new Promise<boolean>((resolve) => resolve(ask())).then(settle, () => settle(null))
  }

  function wake() {
    attempt?.check()
    if (pause?.kind !== 'retry') return
    const now = timers.now()
    const { dueAt, notBefore } = pause
    const soonest = Math.max(now, startedAt + WAKE_INTERVAL_MS, notBefore)
    if (soonest >= dueAt) return
    endPause()
    startAfter(soonest - now, notBefore)
    if (state.status === 'waiting') setState({ ...state, retryAt: soonest })
  }

  function stop(final: ConnectionState) {
    attempt?.cancel()
    attempt = null
    endPause()
    endPatience()
    stopWaking?.()
    stopWaking = null
    setState(final)
  }

  return {
    open() {
      if (state.status !== 'idle' && state.status !== 'closed') return
      failures = 0
      briefStreams = 0
      hasAskedForAccess = false
      stopWaking = onWake(wake)
      setState({ status: 'connecting', attempt: 1 })
      start()
    },
    wake,
    close() {
      if (state.status !== 'closed') stop({ status: 'closed', fault: null })
    },
  }
}
