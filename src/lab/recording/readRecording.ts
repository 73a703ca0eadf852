import * as v from 'valibot'
import { parseMessage } from '@/protocol/messages'
import { fromBase64 } from '../bytes'
import type { LabEntry, NewEntry } from '../entries'
import { FORMAT, FORMAT_VERSION, readBlock, type Recording } from './recording'
import { withoutSecrets } from '../streamUrl'
import { entrySchema, headerSchema, type WrittenEntry } from './recordingSchemas'

/** A line that could not be read. The texts are under `lab.recording.line.<reason>`. */
export interface LineFault {
  /** Counted from 1. */
  readonly line: number
  readonly reason: 'json' | 'shape' | 'bytes'
  /** The beginning of the line. */
  readonly text: string
}

/** The result of reading a recording. */
export type ReadRecording =
  | { readonly ok: true; readonly recording: Recording; readonly faults: readonly LineFault[] }
  /** The texts are under `lab.recording.refused.<reason>`. */
  | { readonly ok: false; readonly reason: 'empty' | 'format' | 'version'; readonly version: string }

const utf8 = new TextEncoder()

function decodeBytes({ text, base64 }: { text?: string | undefined; base64?: string | undefined }) {
  if (text !== undefined) return utf8.encode(text)
  return base64 === undefined ? null : fromBase64(base64)
}

function readFrame(written: Extract<WrittenEntry, { kind: 'frame' }>): NewEntry | null {
  const bytes = decodeBytes(written)
  if (!bytes) return null
  const { data, event = null, id = null } = written
  const frame = data === undefined ? readBlock(bytes) : { data, event, id }
  if (!frame) return null
  const parsed = parseMessage(frame.data)
  return {
    kind: 'frame',
    receivedAt: written.at,
    bytes,
    data: frame.data,
    event: frame.event,
    id: frame.id,
    parsed,
  }
}

/** @returns the entry; null if its bytes cannot be decoded */
function readEntry(written: WrittenEntry): NewEntry | null {
  const receivedAt = written.at
  switch (written.kind) {
    case 'connection':
      return { kind: 'connection', receivedAt, state: written.state }
    case 'snapshot':
      return { kind: 'snapshot', receivedAt, requestedAt: written.requestedAt, body: written.body }
    case 'comment': {
      const bytes = decodeBytes(written)
      return bytes && { kind: 'comment', receivedAt, bytes, text: written.comment }
    }
    case 'frame':
      return readFrame(written)
  }
}

/** @returns undefined, which is no JSON value, for invalid JSON */
function readJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function readLine(line: string): NewEntry | LineFault['reason'] {
  const json = readJson(line)
  if (json === undefined) return 'json'
  const result = v.safeParse(entrySchema, json)
  return result.success ? (readEntry(result.output) ?? 'bytes') : 'shape'
}

/** Whether a text claims to be a recording of any version. */
export function looksLikeRecording(text: string): boolean {
  return text.slice(0, 200).includes(`"format":"${FORMAT}"`)
}

/**
 * Read a recording. A line that cannot be read becomes a fault, and all other lines are kept. Entries get new indexes,
 * and messages are parsed by this version's schemas.
 */
export function readRecording(text: string): ReadRecording {
  const lines = text.replace(/^\ufeff/, '').split('\n')
  const first = lines[0]?.trim() ?? ''
  if (first === '') return { ok: false, reason: 'empty', version: '' }
  const header = v.safeParse(headerSchema, readJson(first))
  if (!header.success) return { ok: false, reason: 'format', version: '' }
  const { version, url, stage, startedAt } = header.output
  if (version !== FORMAT_VERSION)
    return { ok: false, reason: 'version', version: String(version).slice(0, 20) }
  const entries: LabEntry[] = []
  const faults: LineFault[] = []
  for (const [at, line] of lines.entries()) {
    if (at === 0 || line.trim() === '') continue
    const read = readLine(line)
    if (typeof read === 'string') faults.push({ line: at + 1, reason: read, text: line.slice(0, 80) })
    else entries.push({ ...read, index: entries.length })
  }
  return { ok: true, recording: { url: withoutSecrets(url), stage, startedAt, entries }, faults }
}
