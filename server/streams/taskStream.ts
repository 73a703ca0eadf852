import type { ServerResponse } from 'node:http'
import type { WireTaskProgress } from '../../src/protocol/singleTasks'
import { TASKS_CHANNEL, type Faults } from '../faults/faults'
import type { TaskWatcher } from '../jobs/taskBoard'
import { holdStream } from './heldStream'
import { formatEvent } from './hub'

/** What the stream of a single task shows. */
export interface TaskStreamSource {
  /** The present state; null where the task is gone. */
  readonly progress: () => WireTaskProgress | null
  /** How the task ended; null while it goes on. */
  readonly end: () => { readonly state: string } | { readonly error: string } | null
  readonly watch: (watcher: TaskWatcher) => () => void
  /** What to say when the task was deleted. */
  readonly goneText: string
  /** What to say when the stream is old. */
  readonly timeoutText: string
}

const HEARTBEAT_MS = 15_000
/** Changes within this time are sent as one. */
const GATHER_MS = 100
/** As the contract says: after this time the stream ends with `timeout`, and the reader connects again. */
const LIFETIME_MS = 10 * 60_000

/** Answer a request with the stream of a single task: its state at once and after each change, and how it ended. */
export function openTaskStream(
  source: TaskStreamSource,
  response: ServerResponse,
  faults: Faults | null,
): void {
  let gathering: ReturnType<typeof setTimeout> | undefined
  const releases: (() => void)[] = []
  const stream = holdStream(response, {
    heartbeatMs: HEARTBEAT_MS,
    withFaults: faults && ((plain) => faults.openStream(TASKS_CHANNEL, plain)),
    onClosed() {
      clearTimeout(gathering)
      for (const release of releases) release()
    },
  })

  function send(): void {
    clearTimeout(gathering)
    gathering = undefined
    const progress = source.progress()
    if (progress === null) {
      stream.send(formatEvent('error', { error: source.goneText }))
      return stream.end()
    }
    stream.send(formatEvent('progress', progress))
    const end = source.end()
    if (end === null) return
    stream.send(formatEvent('error' in end ? 'error' : 'complete', end))
    stream.end()
  }
  function expire(): void {
    stream.send(formatEvent('timeout', { message: source.timeoutText }))
    stream.end()
  }

  const lifetime = setTimeout(expire, faults?.take('early_timeout')?.ms ?? LIFETIME_MS)
  releases.push(
    () => clearTimeout(lifetime),
    source.watch({
      // The end is sent at once; everything else may be gathered.
      onChange: () => (source.end() === null ? (gathering ??= setTimeout(send, GATHER_MS)) : send()),
      onGone: () => (source.progress() === null ? send() : stream.end()),
    }),
  )
  send()
  // The task may have ended before.
  if (stream.isClosed()) for (const release of releases) release()
}
