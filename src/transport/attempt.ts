import { RECONNECTION_TIME_MS } from './backoff'
import { createFrameReader, type Frame } from './frames'
import { hasHeader, headerSets, noteAccepted, type RequestHeaders } from './requestHeaders'
import { readStream, type AnswerFacts, type FetchLike, type StreamOutcome } from './stream'
import type { Timers } from './timers'
import {
  createWatchdog,
  isRegular,
  learn,
  SHORTEST_INTERVAL_MS,
  SILENCE_LIMIT_MS,
  silenceLimitMs,
  UNKNOWN_RHYTHM,
  type Rhythm,
} from './watchdog'

/** What is remembered from one stream to the next. */
export interface StreamMemory {
  /** The last event ID; `''` while the server has not offered one. */
  lastEventId: string
  reconnectionTimeMs: number
  rhythm: Rhythm
  /** Names of headers with which this host has answered: it does not refuse them. */
  readonly acceptedHeaders: Set<string>
}

/** The memory of a connection that has not heard anything yet. */
export function freshMemory(): StreamMemory {
  return {
    lastEventId: '',
    reconnectionTimeMs: RECONNECTION_TIME_MS,
    rhythm: UNKNOWN_RHYTHM,
    acceptedHeaders: new Set(),
  }
}

/** How a stream came to its end. */
export type AttemptEnd =
  | Exclude<StreamOutcome, { kind: 'ended' | 'refused' }>
  /** The server closed it; `inGoodOrder` where the last frame allowed that. */
  | { readonly kind: 'ended'; readonly inGoodOrder: boolean }
  | (Extract<StreamOutcome, { kind: 'refused' }> & Pick<StreamAnswer, 'withoutAuthorization'>)
  /** Nothing came for too long. `isFault` is false where no regular heartbeats are known: it may be all right. */
  | { readonly kind: 'silent'; readonly isFault: boolean }
  | { readonly kind: 'too_large' }

/** How a host has answered. */
export interface StreamAnswer {
  /** It would not be asked with `Authorization`, so that it was asked without. */
  readonly withoutAuthorization: boolean
}

/** Sees a stream as it crosses the network, for whoever looks for a fault. It costs a copy of every byte. */
export interface StreamTap {
  /** An answer has come, a stream or not. */
  readonly onAnswer: (answer: AnswerFacts & StreamAnswer) => void
}

/** One stream, from the request to its end. */
export interface AttemptOptions {
  readonly url: string
  readonly headers: RequestHeaders
  readonly memory: StreamMemory
  readonly fetch: FetchLike
  readonly timers: Timers
  readonly onOpen: (answer: StreamAnswer) => void
  /** Where set, frames and comments come with their bytes. */
  readonly tap?: StreamTap | undefined
  /** Returns whether the stream may end after this frame in good order. */
  readonly onFrame: (frame: Frame, bytes: Uint8Array | null) => boolean
  readonly onComment: (comment: string, bytes: Uint8Array | null) => void
  /** Called once, unless the attempt is cancelled. */
  readonly onEnd: (end: AttemptEnd) => void
}

/** A stream that is being asked for or read. */
export interface Attempt {
  /** Look now whether the stream has fallen silent. */
  readonly check: () => void
  /** Leave it. Nothing is called back afterwards. */
  readonly cancel: () => void
}

/** Ask for a stream, read it, watch it, and say how it ended. */
export function startAttempt(options: AttemptOptions): Attempt {
  const { memory, timers, tap } = options
  const controller = new AbortController()
  let isOpen = false
  let isOver = false
  let mayEnd = false
  let openedAt = 0
  let hasCommented = false
  let lastCommentAt: number | null = null
  let answer: StreamAnswer = { withoutAuthorization: false }

  const watchdog = createWatchdog(
    timers,
    () => (isOpen ? silenceLimitMs(memory.rhythm) : SILENCE_LIMIT_MS),
    () => {
      const isFault = !isOpen || isRegular(memory.rhythm)
      // What was learned may be wrong: it is learned anew from the next stream.
      if (isOpen) memory.rhythm = { hasComments: hasCommented, intervalsMs: [] }
      end({ kind: 'silent', isFault })
    },
  )
  const reader = createFrameReader({
    withBytes: tap !== undefined,
    onFrame(frame, bytes) {
      if (isOver) return // left in the middle of a chunk
      lastCommentAt = null
      if (frame.id !== null) memory.lastEventId = frame.id
      mayEnd = options.onFrame(frame, bytes)
    },
    onComment(comment, bytes) {
      if (isOver) return
      const now = timers.now()
      // A comment that greets a stream begins no rhythm.
      if (now - openedAt >= SHORTEST_INTERVAL_MS) {
        memory.rhythm = learn(memory.rhythm, lastCommentAt === null ? null : now - lastCommentAt)
        hasCommented = true
        lastCommentAt = now
      }
      watchdog.check() // the limit may have become shorter
      options.onComment(comment, bytes)
    },
    onRetry(reconnectionTimeMs) {
      memory.reconnectionTimeMs = reconnectionTimeMs
    },
    onTooLarge: () => end({ kind: 'too_large' }),
  })

  function cancel() {
    isOver = true
    watchdog.stop()
    controller.abort()
  }
  function end(reason: AttemptEnd) {
    if (isOver) return
    cancel()
    options.onEnd(reason)
  }

  /** Some servers cut what they have ended. */
  const endOf = (outcome: StreamOutcome): AttemptEnd => {
    if (outcome.kind === 'refused') return { ...outcome, ...answer }
    return outcome.kind === 'ended' || mayEnd ? { kind: 'ended', inGoodOrder: mayEnd } : { kind: 'cut' }
  }

  void readStream({
    url: options.url,
    headerSets: headerSets({
      url: options.url,
      headers: options.headers,
      lastEventId: memory.lastEventId,
      accepted: memory.acceptedHeaders,
    }),
    signal: controller.signal,
    fetch: options.fetch,
    now: timers.now,
    onAnswer(headers) {
      noteAccepted(memory.acceptedHeaders, headers)
      const isAsked = hasHeader(options.headers, 'Authorization')
      answer = { withoutAuthorization: isAsked && !hasHeader(headers, 'Authorization') }
    },
    ...(tap && {
      onInspected(facts) {
        if (!isOver) tap.onAnswer({ ...facts, ...answer })
      },
    }),
    onOpen() {
      if (isOver) return
      isOpen = true
      openedAt = timers.now()
      watchdog.feed()
      watchdog.check()
      options.onOpen(answer)
    },
    onChunk(chunk) {
      if (isOver) return
      watchdog.feed()
      reader.feed(chunk)
    },
  }).then((outcome) => end(endOf(outcome)))
  return { check: watchdog.check, cancel }
}
