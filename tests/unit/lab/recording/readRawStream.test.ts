import { describe, expect, it } from 'vitest'
import { readRawStream } from '@/lab/recording/readRawStream'
import { entriesOf, goodRun } from '../../../fixtures/lab/steps'

describe('a raw stream saved by curl', () => {
  it('has the same frames as the live stream, received at their timestamps', () => {
    const bytes = goodRun().flatMap((step) => ('bytes' in step ? [...step.bytes] : []))
    const entries = readRawStream(Uint8Array.from(bytes))
    const live = entriesOf(goodRun()).filter(({ kind }) => kind === 'frame')
    expect(entries.map((entry) => entry.kind === 'frame' && entry.data)).toEqual(
      live.map((entry) => entry.kind === 'frame' && entry.data),
    )
    expect((entries.at(-1)?.receivedAt ?? 0) - (entries[0]?.receivedAt ?? 0)).toBe(9_750)
  })
})
