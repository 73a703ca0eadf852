import { isUtf8, toBase64 } from '../bytes'
import type { FrameEntry, LabEntry } from '../entries'
import { withoutSecrets } from '../streamUrl'
import { FORMAT, FORMAT_VERSION, readBlock, type Recording, type RecordingHeader } from './recording'

/** Bytes as text if they are valid UTF-8, else as base64. */
function encodeBytes(bytes: Uint8Array): { text: string } | { base64: string } {
  if (!isUtf8(bytes)) return { base64: toBase64(bytes) }
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) }
}

function writeFrame({ receivedAt, bytes, data, event, id }: FrameEntry): unknown {
  const alone = readBlock(bytes)
  const isSame = alone !== null && alone.data === data && alone.event === event && alone.id === id
  // Some blocks read differently outside their stream: the fields are written as well.
  const fields = isSame ? {} : { data, event, id }
  return { kind: 'frame', at: receivedAt, ...encodeBytes(bytes), ...fields }
}

function writeEntry(entry: LabEntry): unknown {
  switch (entry.kind) {
    case 'frame':
      return writeFrame(entry)
    case 'comment':
      return { kind: 'comment', at: entry.receivedAt, comment: entry.text, ...encodeBytes(entry.bytes) }
    case 'connection':
      return { kind: 'connection', at: entry.receivedAt, state: entry.state }
    case 'snapshot':
      return { kind: 'snapshot', at: entry.receivedAt, requestedAt: entry.requestedAt, body: entry.body }
  }
}

/** The first line of a recording, with its line feed. */
export function recordingHeader({ url, stage, startedAt }: RecordingHeader): string {
  const header = { format: FORMAT, version: FORMAT_VERSION, url: withoutSecrets(url), stage, startedAt }
  return `${JSON.stringify(header)}\n`
}

/** The line of one entry, with its line feed. */
export function recordingLine(entry: LabEntry): string {
  return `${JSON.stringify(writeEntry(entry))}\n`
}

/** The lines of a recording one by one, so that a large one is never a single string. */
export function* recordingLines({ entries, ...header }: Recording): Generator<string> {
  yield recordingHeader(header)
  for (const entry of entries) yield recordingLine(entry)
}
