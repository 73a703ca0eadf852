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
  /** The answer is a stream. */
  readonly onOpen: () => void
  readonly onChunk: (chunk: Uint8Array) => void
}

/** The content type that makes an answer a stream (HTML standard, 9.2.3). */
function isEventStream(response: Response): boolean {
  return /^text\/event-stream\s*(?:;|$)/i.test(response.headers.get('Content-Type') ?? '')
}

/** What the network gives, or null where it fails: for a stream that is an outcome and not an exception. */
async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch {
    return null
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
    // Not awaited: some servers never finish what nobody reads.
    if (body) void orNull(() => body.cancel())
    if (signal.aborted) return { kind: 'cut' }
    const wait = retryAfterMs(response.headers.get('Retry-After'), request.now())
    return { kind: 'refused', status: response.status, retryAfterMs: wait }
  }
  const reader = body.getReader()
  // Ends a read that is under way, whatever the fetch makes of its signal.
  signal.addEventListener('abort', () => void orNull(() => reader.cancel()), { once: true })
  request.onOpen()
  for (;;) {
    const result = await orNull(() => reader.read())
    if (!result || signal.aborted) return { kind: 'cut' }
    if (result.done) return { kind: 'ended' }
    request.onChunk(result.value)
  }
}
