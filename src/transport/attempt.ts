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

/** What a connection remembers from one stream to the next. */
export interface StreamMemory {
  /** The last event ID; `''` until the server sends one. */
  lastEventId: string
  reconnectionTimeMs: number
  rhythm: Rhythm
  /** Names of headers that were in requests which this host answered, so its CORS rules allow them. */
  readonly acceptedHeaders: Set<string>
}

/** The memory of a connection before its first stream. */
export function createStreamMemory(): StreamMemory {
  return {
    lastEventId: '',
    reconnectionTimeMs: RECONNECTION_TIME_MS,
    rhythm: UNKNOWN_RHYTHM,
    acceptedHeaders: new Set(),
  }
}

/** How a stream ended. */
export type AttemptEnd =
  | Exclude<StreamOutcome, { kind: 'ended' | 'refused' }>
  /** The server closed it; `inGoodOrder` if the last frame allowed that. */
  | { readonly kind: 'ended'; readonly inGoodOrder: boolean }
  | (Extract<StreamOutcome, { kind: 'refused' }> & Pick<StreamAnswer, 'withoutAuthorization'>)
  /** Nothing arrived for too long. Without known regular heartbeats this may be normal: `isFault` is then false. */
  | { readonly kind: 'silent'; readonly isFault: boolean }
  | { readonly kind: 'too_large' }

/** What the connection learns from an answer. */
export interface StreamAnswer {
  /** The host did not answer a request with `Authorization`, so the request was sent again without it. */
  readonly withoutAuthorization: boolean
}

/** Observes a stream as it crosses the network, for diagnosis. It costs a copy of every byte. */
export interface StreamTap {
  /** An answer arrived, whether it is a stream or not. */
  readonly onAnswer: (answer: AnswerFacts & StreamAnswer) => void
}

/** What an attempt needs, and what it calls back. */
export interface AttemptOptions {
  readonly url: string
  readonly headers: RequestHeaders
  readonly memory: StreamMemory
  readonly fetch: FetchLike
  readonly timers: Timers
  readonly onOpen: (answer: StreamAnswer) => void
  /** When set, frames and comments come with their bytes. */
  readonly tap?: StreamTap | undefined
  /** Returns whether the server may close the stream after this frame in good order. */
  readonly onFrame: (frame: Frame, bytes: Uint8Array | null) => boolean
  readonly onComment: (comment: string, bytes: Uint8Array | null) => void
  /** Called once, unless the attempt is cancelled before. */
  readonly onEnd: (end: AttemptEnd) => void
}

/** One request for a stream, until the stream ends. */
export interface Attempt {
  /** Check now whether the stream has been silent for too long. */
  readonly check: () => void
  /** Abort it. Afterwards nothing is called back. */
  readonly cancel: () => void
}

/** Request a stream, read it, watch for silence, and report how it ended. */
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
      // The learned intervals may be wrong: learn them again from the next stream.
      if (isOpen) memory.rhythm = { hasComments: hasCommented, intervalsMs: [] }
      end({ kind: 'silent', isFault })
    },
  )
  const reader = createFrameReader({
    withBytes: tap !== undefined,
    onFrame(frame, bytes) {
      if (isOver) return // cancelled by the callback for an earlier frame of the same chunk
      lastCommentAt = null
      if (frame.id !== null) memory.lastEventId = frame.id
      mayEnd = options.onFrame(frame, bytes)
    },
    onComment(comment, bytes) {
      if (isOver) return
      const now = timers.now()
      // Some servers greet each stream with a comment: it is not a heartbeat.
      if (now - openedAt >= SHORTEST_INTERVAL_MS) {
        memory.rhythm = learn(memory.rhythm, lastCommentAt === null ? null : now - lastCommentAt)
        hasCommented = true
        lastCommentAt = now
      }
      watchdog.check() // the limit may now be shorter
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

  /** Some servers end a stream in good order, then reset the connection. Such a cut counts as an end in good order. */
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
