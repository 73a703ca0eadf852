/** The longest wait between two attempts, in milliseconds. */
export const MAX_BACKOFF_MS = 30_000
/**
 * The reconnection time while the server has not named one with `retry:`, in milliseconds. It is what the first wait
 * is drawn from, so it is how wide the clients of a server that restarts are spread, and no longer than a break that
 * nobody needs to be told of.
 */
export const RECONNECTION_TIME_MS = 3_000

/** A server that asks for less is not believed. */
const MIN_RECONNECTION_TIME_MS = 200

/** What the wait before the next attempt depends on. */
export interface BackoffInput {
  /** Attempts that have failed in a row, from 1. */
  readonly attempt: number
  /** The server's reconnection time (`retry:`), in milliseconds. */
  readonly reconnectionTimeMs: number
  /** What the answer's `Retry-After` asks for, in milliseconds; null where it had none. */
  readonly retryAfterMs: number | null
  /** In [0, 1). */
  readonly random: number
}

/**
 * The wait before the next attempt: exponential with full jitter, so that all clients of a server that comes back do
 * not come back at once. What `Retry-After` asks for comes on top, since all of them were told the same.
 *
 * @returns milliseconds
 */
export function backoffMs({ attempt, reconnectionTimeMs, retryAfterMs, random }: BackoffInput): number {
  const ceiling = Math.min(
    MAX_BACKOFF_MS,
    Math.max(MIN_RECONNECTION_TIME_MS, reconnectionTimeMs) * 2 ** (attempt - 1),
  )
  return (retryAfterMs ?? 0) + random * ceiling
}

/** The longest `Retry-After` that is obeyed: a person can wait for an hour, a page cannot. */
const MAX_RETRY_AFTER_MS = 5 * 60_000

/**
 * Read a `Retry-After` header (RFC 9110, 10.2.3): seconds or a date.
 *
 * @param now milliseconds since the epoch, against which a date is measured
 * @returns milliseconds from now, null where there is nothing to read
 */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null
  const wait = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isNaN(wait) ? null : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, wait))
}
