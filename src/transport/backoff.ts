/** The longest wait between two attempts, in milliseconds. */
export const MAX_BACKOFF_MS = 30_000
/**
 * The reconnection time until the server sends one with `retry:`, in milliseconds. The first wait is random up to this
 * time: long enough to spread the clients of a server that restarts, short enough that no one needs a notice.
 */
export const RECONNECTION_TIME_MS = 3_000

/** Shorter reconnection times from the server are raised to this. */
const MIN_RECONNECTION_TIME_MS = 200

/** What determines the wait before the next attempt. */
export interface BackoffInput {
  /** Attempts that have failed in a row, from 1. */
  readonly attempt: number
  /** The server's reconnection time (`retry:`), in milliseconds. */
  readonly reconnectionTimeMs: number
  /** The answer's `Retry-After` in milliseconds; null if it had none. */
  readonly retryAfterMs: number | null
  /** In [0, 1). */
  readonly random: number
}

/**
 * The wait before the next attempt: exponential with full jitter, so that the clients of a server that restarts do not
 * all reconnect at once. `Retry-After` is added to it, because all of them received the same value.
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

/** A longer `Retry-After` is shortened to this. */
const MAX_RETRY_AFTER_MS = 5 * 60_000

/**
 * Read a `Retry-After` header (RFC 9110, 10.2.3): seconds or a date.
 *
 * @param now milliseconds since the epoch, against which a date is measured
 * @returns milliseconds from now; null if the header is missing or invalid
 */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null
  const wait = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isNaN(wait) ? null : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, wait))
}
