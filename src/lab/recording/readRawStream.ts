import { parseMessage } from '@/protocol/messages'
import { createFrameReader } from '@/transport/frames'
import type { LabEntry, NewEntry } from '../entries'

/**
 * Read a raw stream as saved by `curl -N … > file`. It has no arrival times: a message counts as received at its own
 * timestamp, and an entry without a timestamp together with the one before it.
 */
export function readRawStream(bytes: Uint8Array): LabEntry[] {
  const entries: LabEntry[] = []
  let receivedAt = 0
  const add = (entry: NewEntry) => entries.push({ ...entry, index: entries.length })
  createFrameReader({
    withBytes: true,
    onFrame({ data, event, id }, bytes) {
      const parsed = parseMessage(data)
      if (parsed.kind === 'message') receivedAt = Math.max(receivedAt, parsed.message.sentAt ?? 0)
      add({ kind: 'frame', receivedAt, data, event, id, parsed, bytes: bytes ?? new Uint8Array() })
    },
    onComment(text, bytes) {
      add({ kind: 'comment', receivedAt, text, bytes: bytes ?? new Uint8Array() })
    },
    onRetry: () => undefined,
    onTooLarge: () => undefined,
  }).feed(bytes)
  return entries
}
