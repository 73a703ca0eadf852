import { steadyNow } from '@/platform/steadyClock'
import type { Generation } from '@/protocol/generation'
import { API_ERRORS, ApiError } from '../calls/errors'
import { pause } from '../calls/pause'
import { fetchGeneration } from './generation'

/** The pause between an answer and the next question. */
const INTERVAL_MS = 1_000
/** The longest pause after failures. */
const LONGEST_PAUSE_MS = 10_000
/** A pause after a failure is shortened by up to this share, so that many pages do not ask at once. */
const JITTER = 0.25
/** After this time without an end, the asking is given up. */
const LIMIT_MS = 10 * 60_000

/** How the asking for a status ended. */
export type PollEnd =
  /** The task has ended, well or badly. */
  | { readonly kind: 'ended'; readonly generation: Generation }
  /** It had not ended after 10 minutes. It may still be running. */
  | { readonly kind: 'overdue' }
  /** The caller cancelled it. */
  | { readonly kind: 'cancelled' }
  /** The server refuses the question, so that another one would not help. */
  | { readonly kind: 'refused'; readonly error: ApiError }

/** What to call back, and when to stop. */
export interface StatusPollOptions {
  /** Aborts the question that is on its way, and asks no more. */
  readonly signal: AbortSignal
  readonly onStatus: (generation: Generation) => void
}

/** The pause after this many failures in a row: it doubles from failure to failure, with jitter. */
function pauseAfter(failures: number): number {
  if (failures === 0) return INTERVAL_MS
  const longest = Math.min(INTERVAL_MS * 2 ** failures, LONGEST_PAUSE_MS)
  return longest * (1 - JITTER * Math.random())
}

function hasEnded({ status }: Generation): boolean {
  return status === 'completed' || status === 'failed'
}

/**
 * Ask for the status of a picture until it has ended: a second after each answer, later after failures, and for no longer than
 * ten minutes. There is never more than one question on its way. Never rejects with `ApiError`.
 */
export async function pollGeneration(
  taskId: string,
  { signal, onStatus }: StatusPollOptions,
): Promise<PollEnd> {
  const startedAt = steadyNow()
  let failures = 0
  while (!signal.aborted) {
    try {
      const generation = await fetchGeneration(taskId, signal)
      failures = 0
      if (signal.aborted) break
      onStatus(generation)
      if (hasEnded(generation)) return { kind: 'ended', generation }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.kind === 'cancelled') break
      if (!API_ERRORS[error.kind].isPassing) return { kind: 'refused', error }
      failures += 1
    }
    const waitMs = pauseAfter(failures)
    if (steadyNow() + waitMs - startedAt >= LIMIT_MS) return { kind: 'overdue' }
    await pause(waitMs, signal)
  }
  return { kind: 'cancelled' }
}
