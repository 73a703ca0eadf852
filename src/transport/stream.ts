import { retryAfterMs } from './backoff'
import type { RequestHeaders } from './requestHeaders'

/** The part of `fetch` that streams use; tests replace it. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>

/** How one request for a stream ended. */
export type StreamOutcome =
  /** The server closed the stream. */
  | { readonly kind: 'ended' }
  /** The network failed before or during the stream. */
  | { readonly kind: 'cut' }
  /** The answer is not a stream. With status 200, its content type is wrong. */
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfterMs: number | null }

/** An answer to a request for a stream, for diagnosis. */
export interface AnswerFacts {
  readonly status: number
  readonly statusText: string
  /** The URL after redirects. */
  readonly url: string
  readonly isRedirected: boolean
  /** By lower-case name: those of `INSPECTED_HEADERS` that are present and that CORS lets this page read. */
  readonly headers: Readonly<Record<string, string>>
  /** The first 2 kB of the body as text; null for a stream. */
  readonly bodyStart: string | null
}

/** Headers that show how servers and proxies handled the stream. */
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
/** The longest wait for the start of a body. */
const BODY_LIMIT_MS = 2_000

/** Large enough for the bytes that arrive while the thread is busy. */
const BUFFER_BYTES = 262_144

/** One request for a stream. */
export interface StreamRequest {
  readonly url: string
  /** Sent in turn until the server answers one. */
  readonly headerSets: readonly RequestHeaders[]
  readonly signal: AbortSignal
  readonly fetch: FetchLike
  readonly now: () => number
  /** The server answered a request with these headers, whether with a stream or not. */
  readonly onAnswer: (headers: RequestHeaders) => void
  /** When set, called with the answer before `onOpen` or the outcome. */
  readonly onInspected?: (answer: AnswerFacts) => void
  /** The answer is a stream. */
  readonly onOpen: () => void
  /** The next chunk may overwrite the bytes of this one. */
  readonly onChunk: (chunk: Uint8Array) => void
}

/** Whether an answer has the content type of a stream (HTML standard, 9.2.3). */
function isEventStream(response: Response): boolean {
  return /^text\/event-stream\s*(?:;|$)/i.test(response.headers.get('Content-Type') ?? '')
}

/** Reads a body chunk by chunk. The next chunk may overwrite the bytes of the last one. */
interface ChunkReader {
  readonly read: () => Promise<ReadableStreamReadResult<Uint8Array>>
  readonly cancel: () => Promise<void>
}

/**
 * Make a reader that reuses one buffer, if the body supports that. Thousands of messages each repeat the whole text;
 * with a buffer for each chunk, garbage collection stopped the thread for a quarter of a second.
 */
function chunkReader(body: ReadableStream<Uint8Array>): ChunkReader {
  let reader: ReadableStreamBYOBReader
  try {
    reader = body.getReader({ mode: 'byob' })
  } catch {
    // Streams built from chunks, and the bodies of older browsers, have no byte reader.
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

/** The result, or null on a rejection: for a stream a network error is an outcome and not an exception. */
async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch {
    return null
  }
}

/** Read the first bytes of a body, as far as they arrive in time, and cancel the rest. */
async function bodyStartOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  const leave = () => void orNull(() => reader.cancel())
  // Some servers never end the body of an error.
  const timer = setTimeout(leave, BODY_LIMIT_MS)
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
 * Request a stream and read it to its end. It retries nothing and never rejects. After `signal` is aborted the outcome
 * is `cut`, and nothing stays open.
 */
export async function readStream(request: StreamRequest): Promise<StreamOutcome> {
  const { signal } = request
  const response = await answerOf(request)
  if (!response) return { kind: 'cut' }
  const { body } = response
  if (signal.aborted || response.status !== 200 || !isEventStream(response) || !body) {
    if (request.onInspected && !signal.aborted)
      request.onInspected(factsOf(response, body ? await bodyStartOf(body) : ''))
    // Not awaited: the promise may never settle.
    else if (body) void orNull(() => body.cancel())
    if (signal.aborted) return { kind: 'cut' }
    const wait = retryAfterMs(response.headers.get('Retry-After'), request.now())
    return { kind: 'refused', status: response.status, retryAfterMs: wait }
  }
  const reader = chunkReader(body)
  // Ends the pending read even if `fetch` ignores the signal.
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
