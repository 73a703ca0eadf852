import { diagnose, diagnoseAnswer, type Answer, type Diagnosis } from '@/api/lab/diagnose'
import { createLabConnection } from '@/api/lab/labConnection'
import type { LabEntry } from '@/lab/entries'
import { RUN_END_TYPES, STAGE_END_TYPES } from '@/protocol/messages'
import type { ConnectionFault, ConnectionState } from '@/transport/connectionState'
import type { CheckOptions } from './options'

/** What is needed to listen. */
export interface ListenOptions extends Pick<
  CheckOptions,
  'target' | 'headers' | 'stage' | 'forMs' | 'untilEnd'
> {
  readonly onEntry: (entry: LabEntry) => void
  /** Ends it early. */
  readonly signal: AbortSignal
}

/** A word of goodbye may follow the message that ends a stream. */
const LAST_WORD_MS = 200

/** What became of an attempt to listen. */
interface Heard {
  readonly hasOpened: boolean
  readonly fault: ConnectionFault | null
  readonly answer: Answer | null
}

/**
 * Listen to a stream until it ends, the time is over, or it is given up.
 *
 * @returns why there was no stream at all; null where there was one
 */
export async function listen(options: ListenOptions): Promise<Diagnosis | null> {
  const { hasOpened, fault, answer } = await hear(options)
  if (hasOpened) return null
  const told = answer && diagnoseAnswer(answer)
  if (told) return told
  // The time was over before an answer came.
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

function hear({ target, headers, stage, forMs, untilEnd, signal, onEntry }: ListenOptions): Promise<Heard> {
  const ends = stage === null ? RUN_END_TYPES : STAGE_END_TYPES
  let answer: Answer | null = null
  let hasOpened = false
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
    /** Where the first attempt fails, there is nothing to listen to; a stream that was open is waited for. */
    function follow(state: ConnectionState) {
      if (state.status === 'open') hasOpened = true
      if (state.status !== 'waiting' && state.status !== 'closed') return
      fault ??= state.fault
      if (state.status === 'closed' || !hasOpened) queueMicrotask(finish)
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
        if (entry.kind === 'connection') follow(entry.state)
        else if (untilEnd && entry.kind === 'frame' && entry.parsed.kind === 'message')
          if (ends.has(entry.parsed.message.type)) finishAfter(LAST_WORD_MS)
      },
    })
    if (forMs !== null) finishAfter(forMs)
    signal.addEventListener('abort', finish, { once: true })
    connection.open()
  })
}
