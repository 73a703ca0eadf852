import * as v from 'valibot'
import { parseMessage } from '@/protocol/messages'
import { createFrameReader } from '@/transport/frames'
import { fromBase64, isUtf8, toBase64 } from '../bytes'
import type { CommentEntry, FrameEntry, LabEntry, NewEntry } from '../entries'
import { connectionState } from './recordingSchemas'

/** The name of the format, in its first line. */
const FORMAT = 'dailies-stream'
/** The version that this code writes, and the only one it reads. */
const FORMAT_VERSION = 1

/** What a recording says of itself. */
export interface RecordingHeader {
  /** Where it was recorded: without user, query and fragment, which may hold secrets. */
  readonly url: string
  readonly stage: string | null
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/** A recorded stream. */
export interface Recording extends RecordingHeader {
  readonly entries: readonly LabEntry[]
}

/** A line that could not be read, as a key under `lab.recording.line.<reason>`. */
export interface LineFault {
  /** From 1. */
  readonly line: number
  readonly reason: 'json' | 'shape' | 'bytes'
  /** What the line looks like, its beginning. */
  readonly text: string
}

/** What a text turned out to be. */
export type ReadRecording =
  | { readonly ok: true; readonly recording: Recording; readonly faults: readonly LineFault[] }
  /** As a key under `lab.recording.refused.<reason>`. */
  | { readonly ok: false; readonly reason: 'empty' | 'format' | 'version'; readonly version: string }

/** An address without what may be secret in it. */
export function withoutSecrets(url: string): string {
  const path = url.replace(/[?#].*$/s, '')
  return path.replace(/^([a-z][\w+.-]*:\/\/)[^/]*@/i, '$1')
}

const utf8 = new TextEncoder()

/** The bytes as text where that loses nothing, else as base64. */
function packed(bytes: Uint8Array): { text: string } | { base64: string } {
  if (!isUtf8(bytes)) return { base64: toBase64(bytes) }
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) }
}

/** What the product's own reader makes of the bytes of one block. */
function readBlock(bytes: Uint8Array): Pick<FrameEntry, 'data' | 'event' | 'id'> | null {
  const frames: Pick<FrameEntry, 'data' | 'event' | 'id'>[] = []
  const ignore = () => undefined
  createFrameReader({
    onFrame: (frame) => frames.push(frame),
    onComment: ignore,
    onRetry: ignore,
    onTooLarge: ignore,
  }).feed(bytes)
  return frames.length === 1 ? (frames[0] ?? null) : null
}

function writeFrame({ receivedAt, bytes, data, event, id }: FrameEntry): unknown {
  const read = readBlock(bytes)
  const isSame = read !== null && read.data === data && read.event === event && read.id === id
  // A block that says something else when it stands alone is told in full.
  const told = isSame ? {} : { data, event, id }
  return { kind: 'frame', at: receivedAt, ...packed(bytes), ...told }
}

function writeEntry(entry: LabEntry): unknown {
  switch (entry.kind) {
    case 'frame':
      return writeFrame(entry)
    case 'comment':
      return { kind: 'comment', at: entry.receivedAt, comment: entry.text, ...packed(entry.bytes) }
    case 'connection':
      return { kind: 'connection', at: entry.receivedAt, state: entry.state }
    case 'snapshot':
      return { kind: 'snapshot', at: entry.receivedAt, requestedAt: entry.requestedAt, body: entry.body }
  }
}

/** The lines of a recording one by one, each ending in a line feed: a large one need not be one text. */
export function* recordingLines({ entries, ...header }: Recording): Generator<string> {
  yield recordingHeader(header)
  for (const entry of entries) yield recordingLine(entry)
}

/** The first line of a recording. */
export function recordingHeader({ url, stage, startedAt }: RecordingHeader): string {
  const header = { format: FORMAT, version: FORMAT_VERSION, url: withoutSecrets(url), stage, startedAt }
  return `${JSON.stringify(header)}\n`
}

/** The line of one entry. */
export function recordingLine(entry: LabEntry): string {
  return `${JSON.stringify(writeEntry(entry))}\n`
}

const header = v.object({
  format: v.literal(FORMAT),
  version: v.union([v.number(), v.string()]),
  url: v.fallback(v.string(), ''),
  stage: v.fallback(v.nullable(v.string()), null),
  startedAt: v.fallback(v.number(), 0),
})
const bytes = { text: v.optional(v.string()), base64: v.optional(v.string()) }
const entry = v.variant('kind', [
  v.object({
    kind: v.literal('frame'),
    at: v.number(),
    ...bytes,
    data: v.optional(v.string()),
    event: v.optional(v.nullable(v.string())),
    id: v.optional(v.nullable(v.string())),
  }),
  v.object({ kind: v.literal('comment'), at: v.number(), comment: v.string(), ...bytes }),
  v.object({ kind: v.literal('connection'), at: v.number(), state: connectionState }),
  v.object({ kind: v.literal('snapshot'), at: v.number(), requestedAt: v.number(), body: v.unknown() }),
])
type WrittenEntry = v.InferOutput<typeof entry>

function unpacked({ text, base64 }: { text?: string | undefined; base64?: string | undefined }) {
  if (text !== undefined) return utf8.encode(text)
  return base64 === undefined ? null : fromBase64(base64)
}

/** @returns the entry; null where its bytes are not to be had */
function readEntry(written: WrittenEntry): NewEntry | null {
  const receivedAt = written.at
  switch (written.kind) {
    case 'connection':
      return { kind: 'connection', receivedAt, state: written.state }
    case 'snapshot':
      return { kind: 'snapshot', receivedAt, requestedAt: written.requestedAt, body: written.body }
    case 'comment': {
      const bytes = unpacked(written)
      return (
        bytes &&
        ({ kind: 'comment', receivedAt, bytes, text: written.comment } satisfies Omit<CommentEntry, 'index'>)
      )
    }
    case 'frame': {
      const bytes = unpacked(written)
      if (!bytes) return null
      const { data, event = null, id = null } = written
      const frame = data === undefined ? readBlock(bytes) : { data, event, id }
      if (!frame) return null
      const parsed = parseMessage(frame.data)
      return { kind: 'frame', receivedAt, bytes, data: frame.data, event: frame.event, id: frame.id, parsed }
    }
  }
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined // no JSON text says this
  }
}

function readLine(line: string): NewEntry | LineFault['reason'] {
  const json = readJson(line)
  if (json === undefined) return 'json'
  const result = v.safeParse(entry, json)
  return result.success ? (readEntry(result.output) ?? 'bytes') : 'shape'
}

/** Whether a text claims to be a recording, in whichever version. */
export function looksLikeRecording(text: string): boolean {
  return text.slice(0, 200).includes(`"format":"${FORMAT}"`)
}

/**
 * Read a recording. A line that cannot be read is named and costs no other; entries are numbered anew. What the
 * messages say is judged by this version's schemas, not by those of whoever recorded them.
 */
export function readRecording(text: string): ReadRecording {
  const lines = text.replace(/^\ufeff/, '').split('\n')
  const first = lines[0]?.trim() ?? ''
  if (first === '') return { ok: false, reason: 'empty', version: '' }
  const read = v.safeParse(header, readJson(first))
  if (!read.success) return { ok: false, reason: 'format', version: '' }
  const { version, url, stage, startedAt } = read.output
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
