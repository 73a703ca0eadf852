import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LabEntry } from '@/lab/entries'
import { readRecording } from '@/lab/recording/readRecording'
import { recordingLines } from '@/lab/recording/writeRecording'
import { withoutSecrets } from '@/lab/streamUrl'
import { BAD_STREAMS } from '../../../fixtures/lab/badStreams'
import { bytesAt, entriesOf, frameAt, goodRun, lostAt, openAt } from '../../../fixtures/lab/steps'

const HEADER = { url: 'http://host/stream/', stage: null, startedAt: 5 }

function written(entries: readonly LabEntry[]): string {
  return [...recordingLines({ ...HEADER, entries })].join('')
}

/** Entries with their bytes as one text, because comparing millions of single numbers is slow. */
function comparable(entries: readonly LabEntry[]) {
  return entries.map((entry) =>
    'bytes' in entry ? { ...entry, bytes: Buffer.from(entry.bytes).toString('latin1') } : entry,
  )
}

/** Read a recording; throws if it is refused. */
function read(text: string) {
  const result = readRecording(text)
  if (!result.ok) throw new Error(result.reason)
  return result
}

describe('a recording', () => {
  it.each([{ name: 'a good run', steps: goodRun }, ...BAD_STREAMS])(
    'keeps every entry of $name',
    ({ steps }) => {
      const entries = entriesOf(steps())
      const { recording, faults } = read(written(entries))
      expect(faults).toEqual([])
      expect({ ...recording, entries: comparable(recording.entries) }).toEqual({
        ...HEADER,
        entries: comparable(entries),
      })
    },
  )

  it('keeps every byte of any input', () => {
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

  it('reports lines that cannot be read and keeps all others', () => {
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
  ] as const)('refuses %j because of: %s', (text, reason) => {
    expect(readRecording(text)).toMatchObject({ ok: false, reason })
  })

  it.each([
    ['https://ann:secret@host:8000/a/?token=secret#secret', 'https://host:8000/a/'],
    ['/api/v1/sse/projects/7/?access=secret', '/api/v1/sse/projects/7/'],
    ['http://host/a@b/', 'http://host/a@b/'],
  ])('contains no secret of the address %s', (url, kept) => {
    expect(withoutSecrets(url)).toBe(kept)
    expect([...recordingLines({ ...HEADER, url, entries: [] })].join('')).not.toContain('secret')
  })

  it('can be read whatever its lines contain', () => {
    const line = fc.oneof(fc.string(), fc.json())
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const result = readRecording([written([]).trim(), ...lines].join('\n'))
        expect(result.ok).toBe(true)
      }),
    )
  })
})
