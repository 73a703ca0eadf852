import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRecordings } from '@/lab/recording/compareRecordings'
import type { LabEntry } from '@/lab/entries'
import { readRawStream } from '@/lab/recording/readRawStream'
import { readRecording, recordingLines, withoutSecrets } from '@/lab/recording/recording'
import { BAD_STREAMS } from '../../../fixtures/lab/badStreams'
import { bytesAt, entriesOf, frameAt, goodRun, lostAt, openAt, type Step } from '../../../fixtures/lab/steps'

const HEADER = { url: 'http://host/stream/', stage: null, startedAt: 5 }

function written(entries: readonly LabEntry[]): string {
  return [...recordingLines({ ...HEADER, entries })].join('')
}

/** Entries with their bytes as text, one character for each: lists of millions of numbers compare slowly. */
function comparable(entries: readonly LabEntry[]) {
  return entries.map((entry) =>
    'bytes' in entry ? { ...entry, bytes: Buffer.from(entry.bytes).toString('latin1') } : entry,
  )
}

/** What is read from a text; a refusal is an error. */
function read(text: string) {
  const result = readRecording(text)
  if (!result.ok) throw new Error(result.reason)
  return result
}

describe('a recording', () => {
  it.each([{ name: 'a good run', steps: goodRun }, ...BAD_STREAMS])('keeps $name as it was', ({ steps }) => {
    const entries = entriesOf(steps())
    const { recording, faults } = read(written(entries))
    expect(faults).toEqual([])
    expect({ ...recording, entries: comparable(recording.entries) }).toEqual({
      ...HEADER,
      entries: comparable(entries),
    })
  })

  it('keeps every byte of whatever comes', () => {
    const chunk = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .array(
          fc.constantFrom(
            'data:',
            'id: 7',
            'event: x',
            ': c',
            '\n',
            '\r',
            '\r\n',
            '\n\n',
            '\ufeff',
            '渔',
            '\0',
          ),
        )
        .map((parts) => new TextEncoder().encode(parts.join(''))),
    )
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        const entries = entriesOf([
          openAt(1),
          ...chunks.map((chunk) => bytesAt(2, chunk)),
          lostAt(3, 'ended'),
        ])
        expect(comparable(read(written(entries)).recording.entries)).toEqual(comparable(entries))
      }),
    )
  })

  it('keeps snapshots', () => {
    const snapshot = { kind: 'snapshot', index: 0, receivedAt: 9, requestedAt: 8, body: { id: 'p' } } as const
    expect(read(written([snapshot])).recording.entries).toEqual([snapshot])
  })

  it('names lines that cannot be read, and loses no other', () => {
    const lines = written(entriesOf([openAt(1), frameAt(2, { type: 'connected' })]))
      .trimEnd()
      .split('\n')
    const broken = [
      ...lines,
      '{"kind":"frame"',
      '{"kind":"frame","at":"noon","text":""}',
      '{"kind":"dance","at":1}',
      '{"kind":"comment","at":1,"comment":"","base64":"%%%"}',
      '',
      '{"kind":"frame","at":1,"text":"data: cut"}',
      lines[2],
    ].join('\r\n')
    const { recording, faults } = read(broken)
    expect(recording.entries.map(({ kind }) => kind)).toEqual(['connection', 'frame', 'frame'])
    expect(faults.map(({ line, reason }) => [line, reason])).toEqual([
      [4, 'json'],
      [5, 'shape'],
      [6, 'shape'],
      [7, 'bytes'],
      [9, 'bytes'],
    ])
  })

  it.each([
    ['', 'empty'],
    ['\n', 'empty'],
    ['<html>', 'format'],
    ['{"version":1}', 'format'],
    ['[]', 'format'],
    ['{"format":"dailies-stream","version":2}', 'version'],
    ['{"format":"dailies-stream","version":"next"}', 'version'],
  ] as const)('refuses %j: %s', (text, reason) => {
    expect(readRecording(text)).toMatchObject({ ok: false, reason })
  })

  it.each([
    ['https://ann:secret@host:8000/a/?token=secret#secret', 'https://host:8000/a/'],
    ['/api/v1/sse/projects/7/?access=secret', '/api/v1/sse/projects/7/'],
    ['http://host/a@b/', 'http://host/a@b/'],
  ])('has no secret of the address %s', (url, kept) => {
    expect(withoutSecrets(url)).toBe(kept)
    expect([...recordingLines({ ...HEADER, url, entries: [] })].join('')).not.toContain('secret')
  })

  it('is refused or read, whatever the text is', () => {
    const line = fc.oneof(fc.string(), fc.json())
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const result = readRecording([written([]).trim(), ...lines].join('\n'))
        expect(result.ok).toBe(true)
      }),
    )
  })
})

describe('a stream saved as it crossed the wire', () => {
  it('is read like one that was listened to', () => {
    const bytes = goodRun().flatMap((step) => ('bytes' in step ? [...step.bytes] : []))
    const entries = readRawStream(Uint8Array.from(bytes))
    const listened = entriesOf(goodRun()).filter(({ kind }) => kind === 'frame')
    expect(entries.map((entry) => entry.kind === 'frame' && entry.data)).toEqual(
      listened.map((entry) => entry.kind === 'frame' && entry.data),
    )
    expect((entries.at(-1)?.receivedAt ?? 0) - (entries[0]?.receivedAt ?? 0)).toBe(9_750)
  })
})

describe('two recordings', () => {
  const T = 1_800_000_000_000
  const recording = (steps: readonly Step[]) => ({ stage: null, entries: entriesOf(steps) })
  const first = recording([
    frameAt(T, { type: 'connected' }),
    frameAt(T + 10, { type: 'token', stage: 'rewrite', content: 'a', full_text: 'a' }),
    frameAt(T + 20, { type: 'token', stage: 'rewrite', content: 'b', full_text: 'ab' }),
    frameAt(T + 30, { type: 'done', stage: 'rewrite', full_text: '' }),
    frameAt(T + 40, { type: 'pipeline_done' }),
  ])
  const second = recording([
    frameAt(T, { type: 'connected' }),
    frameAt(T + 50, { type: 'token', stage: 'rewrite', content: 'ax', full_text: 'ax' }),
    frameAt(T + 60, { type: 'usage' }),
    bytesAt(T + 70, ': heartbeat\n\n'),
    frameAt(T + 90, { type: 'pipeline_done' }),
  ])

  it('are the same where nothing differs', () => {
    const { counts, order, texts, findings } = compareRecordings(first, first)
    expect(counts.every(({ a, b }) => a === b)).toBe(true)
    expect(order.firstDifference).toBeNull()
    expect(texts).toEqual([{ stage: 'rewrite', a: 'ab', b: 'ab', at: null }])
    expect(findings).toEqual({ a: [], b: [] })
  })

  it('are told apart by counts, order, texts, time and findings', () => {
    const { counts, order, texts, durations, findings } = compareRecordings(first, second)
    expect(counts).toEqual([
      { type: 'connected', stage: null, a: 1, b: 1 },
      { type: 'token', stage: 'rewrite', a: 2, b: 1 },
      { type: 'done', stage: 'rewrite', a: 1, b: 0 },
      { type: 'pipeline_done', stage: null, a: 1, b: 1 },
      { type: 'usage', stage: null, a: 0, b: 1 },
      { type: 'comment', stage: null, a: 0, b: 1 },
    ])
    expect(order).toEqual({
      a: ['connected', 'token (rewrite)', 'done (rewrite)', 'pipeline_done'],
      b: ['connected', 'token (rewrite)', 'usage', 'pipeline_done'],
      firstDifference: 2,
    })
    expect(texts).toEqual([{ stage: 'rewrite', a: 'ab', b: 'ax', at: 1 }])
    expect(durations).toEqual([
      { stage: null, a: 40, b: 90 },
      { stage: 'rewrite', a: 20, b: 0 },
    ])
    expect(findings.a).toEqual([])
    expect(findings.b.map(({ rule }) => rule)).toEqual(['unknown_type'])
  })
})
