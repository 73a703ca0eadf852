import {
  createStreamMemory,
  startAttempt,
  type AttemptEnd,
  type StreamAnswer,
  type StreamTap,
} from './attempt'
import { backoffMs } from './backoff'
import { extended, NO_STREAK, type ActiveState, type Course, type Phase } from './connectionPhase'
import type { ConnectionFault, ConnectionState } from './connectionState'
import type { Frame } from './frames'
import type { RequestHeaders } from './requestHeaders'
import type { FetchLike } from './stream'
import { realTimers, type Timers } from './timers'
import { judge, quietWaitMs } from './verdict'
import { onWake } from './wakeSignals'

/** How a connection is made, and what it calls back. */
export interface ConnectionOptions {
  readonly url: string
  /** Called for each attempt. */
  readonly headers?: () => RequestHeaders
  /**
   * The server answered 401: get new access, so that `headers` returns it. Called once until the server answers
   * something else.
   *
   * @returns true: try again at once; false: give up. A rejection means "unknown for now": the connection waits and
   *   tries again, as it does when the promise does not settle within `ACCESS_LIMIT_MS`
   */
  readonly onUnauthorized?: () => Promise<boolean>
  /**
   * Called for each frame.
   *
   * @returns whether the server may close the stream after this frame in good order: the stream is then reopened
   *   quietly after 1–3 s, and the state stays `open`
   */
  readonly onFrame: (frame: Frame, bytes: Uint8Array | null) => boolean
  readonly onComment: (comment: string, bytes: Uint8Array | null) => void
  /** When set, frames and comments come with their bytes (otherwise null), and each answer is reported. */
  readonly tap?: StreamTap
  /** A stream opened, the first or a later one. The server does not repeat messages sent in between. */
  readonly onOpen: () => void
  readonly onState: (state: ConnectionState) => void
  readonly fetch?: FetchLike
  readonly timers?: Timers
  /** In [0, 1). */
  readonly random?: () => number
}

/** A connection that keeps a stream open until it is closed. */
export interface Connection {
  /** Start, or start again after the connection was closed. Does nothing while it is active. */
  readonly open: () => void
  /**
   * Try again at once, and check that the stream is still alive. In a page the connection calls this automatically;
   * in a worker its owner calls it.
   */
  readonly wake: () => void
  /** Stop. Afterwards the connection reports only its state. */
  readonly close: () => void
}

/** A stream that stayed open this long ends the streak. */
const STABLE_AFTER_MS = 5_000
/** Wake signals cause at most one attempt in this time. */
const WAKE_INTERVAL_MS = 1_000
/** The longest that the state stays `open` while a stream is being reopened. */
const REOPEN_LIMIT_MS = 5_000
/** The longest wait for new access. */
const ACCESS_LIMIT_MS = 30_000

/**
 * Make a connection; `open()` starts it. It reconnects with backoff and jitter, at once when the network returns or
 * the page is shown, and gives up only when another attempt would be refused for the same reason.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const timers = options.timers ?? realTimers
  const random = options.random ?? Math.random
  const fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init))
  const memory = createStreamMemory()
  let phase: Phase = { name: 'inactive', reported: { status: 'idle' } }

  /** Go to the next phase: release the handles that it does not keep, and report its state if that is new. */
  function enter(next: Phase) {
    const before = phase
    phase = next
    if ('timer' in before) timers.clear(before.timer)
    if ('attempt' in before && !('attempt' in next)) before.attempt.cancel()
    if ('course' in before && !('course' in next)) before.course.stopWaking()
    if (next.reported !== before.reported) options.onState(next.reported)
  }

  function start(before: Omit<Course, 'startedAt'>, reported: ActiveState) {
    const course = { ...before, startedAt: timers.now() }
    const attempt = startAttempt({
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
    const connect = (reported: Extract<Phase, { name: 'connecting' }>['reported']) =>
      enter({ name: 'connecting', course, attempt, reported })
    if (reported.status !== 'open') return connect(reported)
    const timer = timers.set(() => connect({ status: 'connecting', attempt: 1 }), REOPEN_LIMIT_MS)
    enter({ name: 'reopening', course, attempt, timer, reported })
  }

  function handleOpen({ withoutAuthorization }: StreamAnswer) {
    if (!('attempt' in phase)) return // never: an attempt that was left calls nothing back
    const { attempt, reported } = phase
    const course = { ...phase.course, hasAskedForAccess: false }
    const openedAt = timers.now()
    const isSame =
      reported.status === 'open' && (reported.withoutAuthorization ?? false) === withoutAuthorization
    const streaming: Phase = {
      name: 'streaming',
      course,
      attempt,
      openedAt,
      reported: isSame
        ? reported
        : { status: 'open', since: openedAt, ...(withoutAuthorization && { withoutAuthorization }) },
    }
    enter(streaming)
    // The owner may close the connection when it receives the new state.
    if (phase === streaming) options.onOpen()
  }

  function handleEnd(end: AttemptEnd) {
    if (!('attempt' in phase)) return
    const { course, reported } = phase
    const wasStable = phase.name === 'streaming' && timers.now() - phase.openedAt >= STABLE_AFTER_MS
    const streak = wasStable ? NO_STREAK : course.streak
    const verdict = judge(end)
    switch (verdict.next) {
      case 'close':
        if (verdict.fault === 'unauthorized' && options.onUnauthorized && !course.hasAskedForAccess)
          renewAccess(course, reported, options.onUnauthorized)
        else close(verdict.fault)
        return
      case 'reopen': {
        const brief = wasStable ? NO_STREAK : extended(streak, 'briefStreams')
        const delayMs = verdict.atOnce ? 0 : quietWaitMs(brief.length, random())
        pause({ ...course, streak: brief, hasAskedForAccess: false }, reported, delayMs)
        return
      }
      case 'retry':
        retry({ ...course, streak, hasAskedForAccess: false }, reported, verdict.fault, verdict.retryAfterMs)
    }
  }

  function retry(before: Course, reported: ActiveState, fault: ConnectionFault, retryAfterMs: number | null) {
    const course = { ...before, streak: extended(before.streak, 'failures') }
    const attempt = course.streak.length
    const { reconnectionTimeMs } = memory
    const delayMs = backoffMs({ attempt, reconnectionTimeMs, retryAfterMs, random: random() })
    const now = timers.now()
    const since = reported.status === 'waiting' ? reported.since : now
    const waiting = { status: 'waiting', attempt, since, retryAt: now + delayMs, fault } as const
    pause(course, waiting, delayMs, now + (retryAfterMs ?? 0))
  }

  function pause(course: Course, reported: ActiveState, delayMs: number, notBefore = 0) {
    const timer = timers.set(() => start(course, reported), delayMs)
    enter({ name: 'pausing', course, timer, dueAt: timers.now() + delayMs, notBefore, reported })
  }

  function renewAccess(before: Course, reported: ActiveState, ask: () => Promise<boolean>) {
    const course = { ...before, hasAskedForAccess: true }
    const settle = (isGranted: boolean | null) => {
      if (phase !== renewing) return
      if (isGranted === null) retry(course, reported, 'unauthorized', null)
      else if (isGranted) start(course, reported)
      else close('unauthorized')
    }
    const timer = timers.set(() => settle(null), ACCESS_LIMIT_MS)
    const renewing: Phase = { name: 'renewingAccess', course, timer, reported }
    enter(renewing)
    new Promise<boolean>((resolve) => resolve(ask())).then(settle, () => settle(null))
  }

  function wake() {
    if ('attempt' in phase) phase.attempt.check()
    if (phase.name !== 'pausing') return
    const { course, reported, dueAt, notBefore } = phase
    const now = timers.now()
    const startAt = Math.max(now, course.startedAt + WAKE_INTERVAL_MS, notBefore)
    if (startAt >= dueAt) return
    const sooner = reported.status === 'waiting' ? { ...reported, retryAt: startAt } : reported
    pause(course, sooner, startAt - now, notBefore)
  }

  function close(fault: ConnectionFault | null) {
    if (phase.reported.status !== 'closed') enter({ name: 'inactive', reported: { status: 'closed', fault } })
  }

  return {
    open() {
      if (phase.name !== 'inactive') return
      const course = { streak: NO_STREAK, hasAskedForAccess: false, stopWaking: onWake(wake) }
      start(course, { status: 'connecting', attempt: 1 })
    },
    wake,
    close: () => close(null),
  }
}
