import { pollGeneration } from '@/api/tasks/statusPoll'
import type { Generation } from '@/protocol/generation'

/** Why a task that was polled has no result. */
export type PollFailure =
  /** The task failed; the message holds the server's words. */
  | 'failed'
  /** It had not ended after ten minutes. It may still be running: poll again to see. */
  | 'timeout'
  /** The caller aborted. */
  | 'cancelled'
  /** The server does not answer this question: the task is unknown, or sign-in is needed. */
  | 'refused'
  /** The task is complete, but its result is no address that may be shown. */
  | 'unsafe'

/** The only error with which `pollStatus` rejects. */
export class PollError extends Error {
  override readonly name = 'PollError'
  readonly reason: PollFailure

  constructor(reason: PollFailure, message: string | null, cause?: unknown) {
    super(message ?? reason, { cause })
    this.reason = reason
  }
}

/** How to poll. */
export interface PollStatusOptions {
  /** Stops polling, and aborts the question that is on its way. */
  readonly signal?: AbortSignal
  /** Called with each answer. */
  readonly onStatus?: (status: Generation) => void
}

/**
 * Ask for the status of a task until it is complete: every second, after failures less often, and for no longer than ten
 * minutes. The server may hold each question until there is news.
 *
 * @returns the address of the picture, which is safe to show
 * @throws {PollError}
 * @example
 * const controller = new AbortController()
 * onScopeDispose(() => controller.abort())
 * picture.value = await pollStatus(taskId, { signal: controller.signal })
 */
export async function pollStatus(
  taskId: string,
  { signal = new AbortController().signal, onStatus = () => undefined }: PollStatusOptions = {},
): Promise<string> {
  const end = await pollGeneration(taskId, { signal, onStatus })
  switch (end.kind) {
    case 'ended': {
      const { status, result, error } = end.generation
      if (status === 'failed') throw new PollError('failed', error)
      if (result === null) throw new PollError('unsafe', null)
      return result
    }
    case 'overdue':
      throw new PollError('timeout', null)
    case 'cancelled':
      throw new PollError('cancelled', null)
    case 'refused':
      throw new PollError('refused', end.error.detail, end.error)
  }
}
