import { RECONNECTION_TIME_MS } from './backoff'
import { createFrameReader, type Frame } from './frames'
import { readStream, type FetchLike, type StreamOutcome } from './stream'
import type { Timers } from './timers'
import {
  createWatchdog,
  learn,
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
}

/** The memory of a connection that has not heard anything yet. */
export function freshMemory(): StreamMemory {
  return { lastEventId: '', reconnectionTimeMs: RECONNECTION_TIME_MS, rhythm: UNKNOWN_RHYTHM }
}

/** How a stream came to its end. */
export type AttemptEnd =
  | Exclude<StreamOutcome, { kind: 'ended' }>
  /** The server closed it; `inGoodOrder` where the last frame allowed that. */
  | { readonly kind: 'ended'; readonly inGoodOrder: boolean }
  /** Nothing came for too long. `isFault` is false where the server never sends heartbeats: it may be all right. */
  | { readonly kind: 'silent'; readonly isFault: boolean }
  | { readonly kind: 'too_large' }

/** One stream, from the request to its end. */
export interface AttemptOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly memory: StreamMemory
  readonly fetch: FetchLike
  readonly timers: Timers
  readonly onOpen: () => void
  /** Returns whether the stream may end after this frame in good order. */
  readonly onFrame: (frame: Frame) => boolean
  readonly onComment: (comment: string) => void
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
  const { memory, timers } = options
  const controller = new AbortController()
  let isOpen = false
  let isOver = false
  let mayEnd = false
  let lastCommentAt: number | null = null

  const watchdog = createWatchdog(
    timers,
    () => (isOpen ? silenceLimitMs(memory.rhythm) : SILENCE_LIMIT_MS),
    () => end({ kind: 'silent', isFault: !isOpen || memory.rhythm.hasComments }),
  )
  const reader = createFrameReader({
    onFrame(frame) {
      if (isOver) return // left in the middle of a chunk
      lastCommentAt = null
      if (frame.id !== null) memory.lastEventId = frame.id
      mayEnd = options.onFrame(frame)
    },
    onComment(comment) {
      if (isOver) return
      const now = timers.now()
      memory.rhythm = learn(memory.rhythm, lastCommentAt === null ? null : now - lastCommentAt)
      lastCommentAt = now
      watchdog.check() // the limit may have become shorter
      options.onComment(comment)
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

  const ids: Record<string, string> = memory.lastEventId === '' ? {} : { 'Last-Event-ID': memory.lastEventId }
  void readStream({
    url: options.url,
    headers: { ...options.headers, ...ids },
    signal: controller.signal,
    fetch: options.fetch,
    now: timers.now,
    onOpen() {
      if (isOver) return
      isOpen = true
      watchdog.feed()
      watchdog.check()
      options.onOpen()
    },
    onChunk(chunk) {
      if (isOver) return
      watchdog.feed()
      reader.feed(chunk)
    },
  }).then((outcome) => end(outcome.kind === 'ended' ? { kind: 'ended', inGoodOrder: mayEnd } : outcome))
  return { check: watchdog.check, cancel }
}
