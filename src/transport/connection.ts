import { freshMemory, startAttempt, type Attempt, type AttemptEnd } from './attempt'
import { backoffMs } from './backoff'
import type { ConnectionState } from './connectionState'
import type { Frame } from './frames'
import type { FetchLike } from './stream'
import { realTimers, type TimerHandle, type Timers } from './timers'
import { judge, quietWaitMs } from './verdict'
import { onWake } from './wakeSignals'

/** What a connection is made of. */
export interface ConnectionOptions {
  readonly url: string
  /** Asked at each attempt. */
  readonly headers?: () => Readonly<Record<string, string>>
  /**
   * A frame has come.
   *
   * @returns whether the stream may end after this frame in good order: it is then opened again quietly, after
   *   1–3 s, and the state stays `open`
   */
  readonly onFrame: (frame: Frame) => boolean
  readonly onComment: (comment: string) => void
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
  /** End it. Nothing is called back afterwards but the state. */
  readonly close: () => void
}

/** A stream that stayed open for this long was no failure: the count of attempts begins anew. */
const STABLE_AFTER_MS = 5_000
/** A signal to try at once is not obeyed more often than this. */
const WAKE_INTERVAL_MS = 1_000

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
  let timer: TimerHandle | null = null
  let failures = 0
  /** Streams in a row that ended in good order soon after they were opened. */
  let briefStreams = 0
  let startedAt = 0
  let openedAt: number | null = null
  let stopWaking: (() => void) | null = null

  function setState(next: ConnectionState) {
    state = next
    options.onState(next)
  }

  function start() {
    timer = null
    startedAt = timers.now()
    openedAt = null
    attempt = startAttempt({
      url: options.url,
      headers: options.headers?.() ?? {},
      memory,
      fetch,
      timers,
      onOpen: handleOpen,
      onFrame: options.onFrame,
      onComment: options.onComment,
      onEnd: handleEnd,
    })
  }

  function startAfter(delayMs: number) {
    timer = timers.set(start, delayMs)
  }

  function handleOpen() {
    openedAt = timers.now()
    if (state.status !== 'open') setState({ status: 'open', since: openedAt })
    options.onOpen()
  }

  function handleEnd(end: AttemptEnd) {
    attempt = null
    const now = timers.now()
    const wasStable = openedAt !== null && now - openedAt >= STABLE_AFTER_MS
    const verdict = judge(end)
    switch (verdict.next) {
      case 'close':
        stop({ status: 'closed', fault: verdict.fault })
        return
      case 'reopen':
        failures = 0
        briefStreams = wasStable ? 0 : briefStreams + 1
        startAfter(verdict.atOnce ? 0 : quietWaitMs(briefStreams, random()))
        return
      case 'retry': {
        briefStreams = 0
        failures = wasStable ? 1 : failures + 1
        const { reconnectionTimeMs } = memory
        const { retryAfterMs, fault } = verdict
        const delay = backoffMs({ attempt: failures, reconnectionTimeMs, retryAfterMs, random: random() })
        const since = state.status === 'waiting' ? state.since : now
        startAfter(delay)
        setState({ status: 'waiting', attempt: failures, since, retryAt: now + delay, fault })
      }
    }
  }

  function wake() {
    attempt?.check()
    if (timer === null || timers.now() - startedAt < WAKE_INTERVAL_MS) return
    timers.clear(timer)
    start()
  }

  function stop(final: ConnectionState) {
    attempt?.cancel()
    attempt = null
    if (timer !== null) timers.clear(timer)
    timer = null
    stopWaking?.()
    stopWaking = null
    setState(final)
  }

  return {
    open() {
      if (state.status !== 'idle' && state.status !== 'closed') return
      failures = 0
      briefStreams = 0
      stopWaking = onWake(wake)
      setState({ status: 'connecting', attempt: 1 })
      start()
    },
    close() {
      if (state.status !== 'closed') stop({ status: 'closed', fault: null })
    },
  }
}
