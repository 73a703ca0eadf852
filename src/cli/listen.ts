import { diagnose, diagnoseAnswer, type Answer, type Diagnosis } from '@/api/lab/diagnose'
import { createLabConnection } from '@/api/lab/labConnection'
import type { LabEntry } from '@/lab/entries'
import type { ConnectionFault, ConnectionState } from '@/transport/connectionState'
import type { CheckOptions } from './options'

/** Options of `listen`. */
export interface ListenOptions extends Pick<
  CheckOptions,
  'target' | 'headers' | 'stage' | 'forMs' | 'untilEnd'
> {
  readonly onEntry: (entry: LabEntry) => void
  /** Stops listening early. */
  readonly signal: AbortSignal
}

/** `stream_end` may follow the message that ends a stream: listen a little longer, in milliseconds. */
const AFTER_END_MS = 200

/** The outcome of listening. */
interface Outcome {
  readonly hasOpened: boolean
  readonly fault: ConnectionFault | null
  readonly answer: Answer | null
}

/**
 * Listen to a stream until it ends, the time is over, or the signal aborts.
 *
 * @returns why there was no stream at all; null if there was one
 */
export async function listen(options: ListenOptions): Promise<Diagnosis | null> {
  const { hasOpened, fault, answer } = await follow(options)
  if (hasOpened) return null
  const refusal = answer && diagnoseAnswer(answer)
  if (refusal) return refusal
  // The time was over before a response arrived.
  if (fault === null) return { kind: 'unreachable' }
  return diagnose({
    url: options.target,
    fault,
    answer,
    hadAuthorization: false,
    pageUrl: null,
    isOnline: true,
    fetch: globalThis.fetch,
  })
}

function follow({
  target,
  headers,
  stage,
  forMs,
  untilEnd,
  signal,
  onEntry,
}: ListenOptions): Promise<Outcome> {
  let answer: Answer | null = null
  let hasOpened = false
  /** Whether the message has arrived after which nobody listens any more. */
  let hasEnded = false
  let fault: ConnectionFault | null = null
  let index = 0

  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | null = null
    const finishAfter = (delayMs: number) => {
      if (timer !== null) clearTimeout(timer)
      timer = setTimeout(finish, delayMs)
    }
    function finish() {
      if (timer !== null) clearTimeout(timer)
      connection.close()
      resolve({ hasOpened, fault, answer })
    }
    /** Give up if the first attempt fails; after a stream was open, wait for the reconnection, unless that was all. */
    function followState(state: ConnectionState) {
      if (state.status === 'open') hasOpened = true
      if (state.status !== 'waiting' && state.status !== 'closed') return
      fault ??= state.fault
      if (state.status === 'closed' || !hasOpened || hasEnded) queueMicrotask(finish)
    }
    const connection = createLabConnection({
      url: target,
      headers: () => headers,
      scope: { stage },
      autoReconnect: true,
      onAnswer: (next) => (answer = next),
      onEntry(entry) {
        onEntry({ ...entry, index })
        index += 1
        if (entry.kind === 'connection') followState(entry.state)
      },
      onEnd() {
        if (!untilEnd) return
        hasEnded = true
        finishAfter(AFTER_END_MS)
      },
    })
    if (forMs !== null) finishAfter(forMs)
    signal.addEventListener('abort', finish, { once: true })
    connection.open()
  })
}
