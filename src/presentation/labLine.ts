import type { StreamEntry } from '@/lab/entries'
import { visibleText } from '@/lab/hex'
import type { FoldedRow } from '@/lab/rows'
import type { Message } from '@/protocol/messages'

/** Longest line of the table, in UTF-16 units. */
const MAX_LINE = 240

/** The beginning of a text in one line, with its invisible characters made visible. */
function shortLine(text: string): string {
  // Few fonts have the symbol of a line feed, and a real one would end the line.
  return visibleText(text.slice(0, MAX_LINE)).replaceAll('␊\n', '↵ ')
}

function percent(progress: number | null): string {
  return progress === null ? '' : `${progress} %`
}

function joined(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' · ')
}

function lineOfMessage(message: Message): string {
  switch (message.type) {
    case 'token':
      return message.content
    case 'stage_update':
      return joined(message.status, percent(message.progress), message.message)
    case 'progress':
      return joined(percent(message.progress), message.message)
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

/** The content of an entry, in one line. */
export function lineOf(entry: StreamEntry): string {
  if (entry.kind === 'comment') return shortLine(entry.text)
  if (entry.parsed.kind === 'message') return shortLine(lineOfMessage(entry.parsed.message))
  return shortLine(entry.data)
}

/** The beginning of the text that the tokens of a folded row form together. */
export function lineOfRun(row: Extract<FoldedRow, { kind: 'run' }>): string {
  let line = ''
  for (const { parsed } of row.entries) {
    if (parsed.kind === 'message' && parsed.message.type === 'token') line += parsed.message.content
    if (line.length > MAX_LINE) break
  }
  return shortLine(line)
}

/** The first entry of a row. */
export function firstEntry(row: FoldedRow): StreamEntry | undefined {
  return row.kind === 'single' ? row.entry : row.entries[0]
}

/** The time between two times in milliseconds, as `12.345` or `3:02.345`. */
export function secondsSince(startedAt: number, at: number): string {
  const ms = Math.max(0, Math.round(at - startedAt))
  const seconds = ((ms % 60_000) / 1000).toFixed(3)
  const minutes = Math.floor(ms / 60_000)
  return minutes === 0 ? seconds : `${minutes}:${seconds.padStart(6, '0')}`
}

/** The parameters of the sentence about a malformed frame, with texts of at most `length` UTF-16 units; else null. */
export function malformedFacts(entry: StreamEntry, length: number) {
  if (entry.kind !== 'frame' || entry.parsed.kind !== 'malformed') return null
  const { path, expected, received } = entry.parsed
  return {
    path: path || '$',
    expected: visibleText(expected.slice(0, length)),
    received: visibleText(received.slice(0, length)),
  }
}
