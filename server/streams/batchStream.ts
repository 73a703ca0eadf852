import type { ServerResponse } from 'node:http'
import type { BatchCompleteEvent, WireBatchStatus } from '../../src/protocol/batches'
import { TASKS_CHANNEL, type Faults } from '../faults/faults'
import type { BatchWatcher } from '../jobs/batchRunner'
import { holdStream } from './heldStream'
import { formatEvent } from './hub'

/** What the stream of a batch shows. */
export interface BatchStreamSource {
  /** The present state; null where the batch is gone. */
  readonly status: () => WireBatchStatus | null
  /** How the batch ended; null while it goes on. */
  readonly end: () => BatchCompleteEvent | null
  readonly watch: (watcher: BatchWatcher) => () => void
  /** What to say when the batch was deleted. */
  readonly goneText: string
}

/** As the contract says for this stream. */
const HEARTBEAT_MS = 30_000

/** Answer a request with the stream of a batch: its state at once and after each change, and `complete` at its end. */
export function openBatchStream(
  source: BatchStreamSource,
  response: ServerResponse,
  faults: Faults | null,
): void {
  let unwatch: (() => void) | null = null
  const stream = holdStream(response, {
    heartbeatMs: HEARTBEAT_MS,
    withFaults: faults && ((plain) => faults.openStream(TASKS_CHANNEL, plain)),
    onClosed: () => unwatch?.(),
  })
  let last: Uint8Array | null = null
  function send(): void {
    const status = source.status()
    if (status === null) return gone(true)
    const event = formatEvent('batch-status', status)
    stream.send(event)
    if (last !== null && faults?.take('stale_batch')) stream.send(last)
    last = event
    const end = source.end()
    if (end === null) return
    stream.send(formatEvent('complete', end))
    stream.end()
  }
  function gone(isDeleted: boolean): void {
    if (isDeleted) stream.send(formatEvent('error', { message: source.goneText }))
    stream.end()
  }
  unwatch = source.watch({ onChange: send, onGone: gone })
  send()
  // The batch may have ended before.
  if (stream.isClosed()) unwatch()
}
