import { retryAfterMs } from './backoff'

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
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly fetch: FetchLike
  readonly now: () => number
  /** The server has answered with a stream. */
  readonly onOpen: () => void
  readonly onChunk: (chunk: Uint8Array) => void
}

/** The content type that makes an answer a stream (HTML standard, 9.2.3). */
function isEventStream(response: Response): boolean {
  return /^text\/event-stream\s*(?:;|$)/i.test(response.headers.get('Content-Type') ?? '')
}

/** What the network gives, or null where it fails: for a stream that is an outcome and not an exception. */
async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise
  } catch {
    return null
  }
}

/**
 * Ask for a stream and read it to its end. Retries nothing and never rejects; after `signal` was aborted the outcome
 * is `cut`.
 */
export async function readStream(request: StreamRequest): Promise<StreamOutcome> {
  const response = await orNull(
    request.fetch(request.url, {
      headers: { Accept: 'text/event-stream', ...request.headers },
      signal: request.signal,
      cache: 'no-store',
    }),
  )
  if (!response) return { kind: 'cut' }
  if (response.status !== 200 || !isEventStream(response) || !response.body) {
    // Not awaited: some servers never finish what nobody reads.
    if (response.body) void orNull(response.body.cancel())
    const wait = retryAfterMs(response.headers.get('Retry-After'), request.now())
    return { kind: 'refused', status: response.status, retryAfterMs: wait }
  }
  request.onOpen()
  const reader = response.body.getReader()
  for (;;) {
    const result = await orNull(reader.read())
    if (!result) return { kind: 'cut' }
    if (result.done) return { kind: 'ended' }
    request.onChunk(result.value)
  }
}
