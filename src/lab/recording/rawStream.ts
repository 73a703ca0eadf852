import { parseMessage } from '@/protocol/messages'
import { createFrameReader } from '@/transport/frames'
import type { LabEntry, NewEntry } from '../entries'

/**
 * The entries of a stream that was saved as it crossed the wire (`curl -N … > file`). Nobody noted when it came: a
 * message counts as received when it was sent, and what does not say so together with the one before.
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
