import type { LabEntry, NewEntry } from '@/lab/entries'
import { parseMessage } from '@/protocol/messages'

/** A frame with this data. */
export function frame(data: object | string, receivedAt = 0): Extract<NewEntry, { kind: 'frame' }> {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return {
    kind: 'frame',
    receivedAt,
    bytes: new TextEncoder().encode(`data: ${text}\n\n`),
    data: text,
    event: null,
    id: null,
    parsed: parseMessage(text),
  }
}

/** A token of the stage `rewrite`. */
export function token(content: string, receivedAt = 0) {
  return frame({ type: 'token', stage: 'rewrite', content }, receivedAt)
}

/** Give entries their indexes. */
export function numbered(entries: readonly NewEntry[]): LabEntry[] {
  return entries.map((entry, index) => ({ ...entry, index }))
}
