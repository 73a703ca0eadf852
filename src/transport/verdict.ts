import type { AttemptEnd } from './attempt'
import type { ConnectionFault } from './connectionState'

/** The wait before a stream that ended in good order is reopened: this, plus up to `QUIET_JITTER_MS`. */
const QUIET_WAIT_MS = 1_000
const QUIET_JITTER_MS = 2_000
/** The longest such wait. It doubles while streams keep ending soon after they open. */
const MAX_QUIET_WAIT_MS = 30_000

/**
 * The wait before a stream that ended in good order is reopened, in milliseconds.
 *
 * @param briefStreams how many in a row ended soon after they opened
 */
export function quietWaitMs(briefStreams: number, random: number): number {
  const wait = QUIET_WAIT_MS + random * QUIET_JITTER_MS
  return Math.min(MAX_QUIET_WAIT_MS, wait * 2 ** Math.max(0, briefStreams - 1))
}

/** What to do after a stream ended. */
export type Verdict =
  | { readonly next: 'close'; readonly fault: ConnectionFault | null }
  | { readonly next: 'retry'; readonly fault: ConnectionFault; readonly retryAfterMs: number | null }
  /** Open it again without reporting an interruption. */
  | { readonly next: 'reopen'; readonly atOnce: boolean }

/** The fault that another attempt would meet again; null if retrying may help. */
function finalFault(status: number): ConnectionFault | null {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'not_found'
  if (status === 408 || status === 425 || status === 429 || status >= 500) return null
  return status < 400 ? 'not_a_stream' : 'server'
}

/** Decide what to do after a stream ended. */
export function judge(end: AttemptEnd): Verdict {
  switch (end.kind) {
    case 'ended':
      return end.inGoodOrder
        ? { next: 'reopen', atOnce: false }
        : { next: 'retry', fault: 'ended', retryAfterMs: null }
    case 'silent':
      return end.isFault
        ? { next: 'retry', fault: 'silent', retryAfterMs: null }
        : { next: 'reopen', atOnce: true }
    case 'cut':
      return { next: 'retry', fault: 'network', retryAfterMs: null }
    case 'too_large':
      return { next: 'retry', fault: 'frame_too_large', retryAfterMs: null }
    case 'refused': {
      // "HTTP 204 No Content: stop reconnecting" (HTML standard, 9.2.1).
      if (end.status === 204) return { next: 'close', fault: null }
      // The request had no `Authorization`, so the answer says nothing about the token.
      if (end.status === 401 && end.withoutAuthorization)
        return { next: 'retry', fault: 'unauthorized', retryAfterMs: null }
      const fault = finalFault(end.status)
      return fault
        ? { next: 'close', fault }
        : { next: 'retry', fault: 'server', retryAfterMs: end.retryAfterMs }
    }
  }
}
