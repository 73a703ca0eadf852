import { retryAfterMs } from './backoff'
import type { RequestHeaders } from './requestHeaders'

/** The part of `fetch` that is used; replaceable in tests. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>

/** How one request for a stream went. */
export type StreamOutcome =
  /** The server closed the stream. */
  | { readonly kind: 'ended' }
  /** The network failed before or during the stream. */
  | { readonly kind: 'cut' }
  /** The answer is not a stream: its status says why, or with a good status its type does. */
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfterMs: number | null }

/** What an answer to a request for a stream was, for whoever looks for a fault. */
export interface AnswerFacts {
  readonly status: number
  readonly statusText: string
  /** Where it came from in the end. */
  readonly url: string
  readonly isRedirected: boolean
  /** By lower-case name: of `INSPECTED_HEADERS` those that are there and that this page may read. */
  readonly headers: Readonly<Record<string, string>>
  /** The first 2 kB of what is not a stream, as text; null for a stream. */
  readonly bodyStart: string | null
}

/** Headers that tell how a stream was handled on its way. */
const INSPECTED_HEADERS = [
  'content-type',
  'content-encoding',
  'content-length',
  'x-accel-buffering',
  'cache-control',
  'location',
  'retry-after',
  'www-authenticate',
  'server',
  'via',
] as const
const BODY_START_BYTES = 2_048
/** A body that does not come is waited for no longer. */
const BODY_PATIENCE_MS = 2_000

/** Room for what gathers while the thread is busy. */
const BUFFER_BYTES = 262_144

/** One request for a stream. */
export interface StreamRequest {
  readonly url: string
  /** Tried in turn until one is answered. */
  readonly headerSets: readonly RequestHeaders[]
  readonly signal: AbortSignal
  readonly fetch: FetchLike
  readonly now: () => number
  /** The server has answered, whatever it says, a request with these headers. */
  readonly onAnswer: (headers: RequestHeaders) => void
  /** Where set, told of the answer itself, before `onOpen` or the outcome. */
  readonly onInspected?: (answer: AnswerFacts) => void
  /** The answer is a stream. */
  readonly onOpen: () => void
  /** The chunk's bytes may be overwritten by those of the next. */
  readonly onChunk: (chunk: Uint8Array) => void
}

/** The content type that makes an answer a stream (HTML standard, 9.2.3). */
function isEventStream(response: Response): boolean {
  return /^text\/event-stream\s*(?:;|$)/i.test(response.headers.get('Content-Type') ?? '')
}

/** Reads a body piece by piece. A piece may be overwritten by the next one. */
interface ChunkReader {
  readonly read: () => Promise<ReadableStreamReadResult<Uint8Array>>
  readonly cancel: () => Promise<void>
}

/**
 * Read a body into one buffer where its stream can do that: of thousands of messages that each repeat the whole text, a
 * buffer each is so much to clear away that the collector stops the thread for a quarter of a second.
 */
function chunkReader(body: ReadableStream<Uint8Array>): ChunkReader {
  let reader: ReadableStreamBYOBReader
  try {
    reader = body.getReader({ mode: 'byob' })
  } catch {
    // Streams that are made of chunks, and older browsers' bodies, hand their own.
    return body.getReader()
  }
  let buffer = new ArrayBuffer(BUFFER_BYTES)
  return {
    async read() {
      const result = await reader.read(new Uint8Array(buffer))
      if (result.value) ({ buffer } = result.value)
      return result.done ? { done: true, value: undefined } : result
    },
    cancel: () => reader.cancel(),
  }
}

/** What the network gives, or null where it fails: for a stream that is an outcome and not an exception. */
async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch {
    return null
  }
}

/** The first bytes of a body, as far as they come; the rest is left. */
async function bodyStartOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  const leave = () => void orNull(() => reader.cancel())
  // Some servers never finish what they refuse.
  const timer = setTimeout(leave, BODY_PATIENCE_MS)
  while (size < BODY_START_BYTES) {
    const result = await orNull(() => reader.read())
    if (!result || result.done) break
    const part = result.value.subarray(0, BODY_START_BYTES - size)
    size += part.length
    text += decoder.decode(part, { stream: true })
  }
  clearTimeout(timer)
  leave()
  return text
}

function factsOf(response: Response, bodyStart: string | null): AnswerFacts {
  const headers = INSPECTED_HEADERS.flatMap((name) => {
    const value = response.headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  return {
    status: response.status,
    statusText: response.statusText,
    url: response.url,
    isRedirected: response.redirected,
    headers: Object.fromEntries(headers),
    bodyStart,
  }
}

async function answerOf(request: StreamRequest): Promise<Response | null> {
  for (const headers of request.headerSets) {
    const response = await orNull(() =>
      request.fetch(request.url, { headers, signal: request.signal, cache: 'no-store' }),
    )
    if (request.signal.aborted) return response
    if (response) {
      request.onAnswer(headers)
      return response
    }
  }
  return null
}

/**
 * Ask for a stream and read it to its end. Retries nothing and never rejects; after `signal` was aborted the outcome
 * is `cut`, and nothing is held open.
 */
export async function readStream(request: StreamRequest): Promise<StreamOutcome> {
  const { signal } = request
  const response = await answerOf(request)
  if (!response) return { kind: 'cut' }
  const { body } = response
  if (signal.aborted || response.status !== 200 || !isEventStream(response) || !body) {
    if (request.onInspected && !signal.aborted)
      request.onInspected(factsOf(response, body ? await bodyStartOf(body) : ''))
    // Not awaited: some servers never finish what nobody reads.
    else if (body) void orNull(() => body.cancel())
    if (signal.aborted) return { kind: 'cut' }
    const wait = retryAfterMs(response.headers.get('Retry-After'), request.now())
    return { kind: 'refused', status: response.status, retryAfterMs: wait }
  }
  const reader = chunkReader(body)
  // Ends a read that is under way, whatever the fetch makes of its signal.
  signal.addEventListener('abort', () => void orNull(() => reader.cancel()), { once: true })
  request.onInspected?.(factsOf(response, null))
  request.onOpen()
  for (;;) {
    const result = await orNull(() => reader.read())
    if (!result || signal.aborted) return { kind: 'cut' }
    if (result.done) return { kind: 'ended' }
    request.onChunk(result.value)
  }
}
