import type { StreamEntry } from '@/lab/entries'
import { visibleText } from '@/lab/hex'
import type { FoldedRow } from '@/lab/rows'
import type { Message } from '@/protocol/messages'

/** No line of the table shows more, in UTF-16 units. */
const MAX_LINE = 240

/** The beginning of a text in one line, in which nothing hides. */
function shortLine(text: string): string {
  // The picture of a line feed is in few fonts, and its effect would end the line.
  return visibleText(text.slice(0, MAX_LINE)).replaceAll('␊\n', '↵ ')
}

function lineOfMessage(message: Message): string {
  switch (message.type) {
    case 'token':
      return message.content
    case 'stage_update':
      return [message.status, message.progress === null ? '' : `${message.progress} %`, message.message ?? '']
        .filter((part) => part !== '')
        .join(' · ')
    case 'progress': {
      const share = message.progress === null ? '' : `${message.progress} %`
      return [share, message.message ?? ''].filter((part) => part !== '').join(' · ')
    }
    case 'done':
      return message.fullText ?? ''
    case 'error':
    case 'pipeline_error':
      return message.error ?? ''
    case 'item_completed':
      return `${message.itemType} ${message.sequenceNumber ?? ''}`
    case 'connected':
    case 'stream_end':
      return message.message ?? ''
    case 'stage_completed':
    case 'pipeline_done':
      return JSON.stringify(message.metadata)
  }
}

/** What an entry says, in one line. */
export function lineOf(entry: StreamEntry): string {
  if (entry.kind === 'comment') return shortLine(entry.text)
  if (entry.parsed.kind === 'message') return shortLine(lineOfMessage(entry.parsed.message))
  return shortLine(entry.data)
}

/** What the tokens of a folded row say together, its beginning. */
export function lineOfRun(row: Extract<FoldedRow, { kind: 'run' }>): string {
  let line = ''
  for (const { parsed } of row.entries) {
    if (parsed.kind === 'message' && parsed.message.type === 'token') line += parsed.message.content
    if (line.length > MAX_LINE) break
  }
  return shortLine(line)
}

/** The entry that a row begins with. */
export function firstEntry(row: FoldedRow): StreamEntry | undefined {
  return row.kind === 'single' ? row.entry : row.entries[0]
}

/** A time since a beginning, as `12.345` or `3:02.345`. */
export function secondsSince(startedAt: number, at: number): string {
  const ms = Math.max(0, Math.round(at - startedAt))
  const seconds = ((ms % 60_000) / 1000).toFixed(3)
  const minutes = Math.floor(ms / 60_000)
  return minutes === 0 ? seconds : `${minutes}:${seconds.padStart(6, '0')}`
}
