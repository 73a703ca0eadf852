import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Envelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { initialState, type ProjectState } from '@/pipeline/state'
import { createMessageReader } from '@/protocol/messageReader'
import { parseMessage } from '@/protocol/messages'
import { createLatestMessages } from '@/worker/hub/latestMessages'
import { createUnpacker, joined, pack } from '@/worker/hub/packing'
import type { FrameItem, PackedItem, StreamItem } from '@/worker/portMessages'

const stage = fc.constantFrom('rewrite', 'storyboard', null, 'multi_grid_image')
const piece = fc.string({ unit: 'grapheme', maxLength: 6 })
/** What a server may do with a text next: continue, repeat itself, leave something out, start anew, or end. */
const step = fc.record({
  stage,
  kind: fc.constantFrom('continue', 'repeat', 'gap', 'anew', 'end', 'no text so far'),
  content: piece,
  lost: piece,
})

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** The data of the frames that such a server sends. */
function wireOf(steps: readonly Step[]): string[] {
  const texts = new Map<string | null, string>()
  return steps.map((given, index) => {
    const timestamp = index
    const before = texts.get(given.stage) ?? ''
    const content = given.kind === 'repeat' ? before.slice(-3) : given.content
    const text = {
      continue: before + content,
      repeat: before,
      gap: before + given.lost + content,
      anew: content,
      end: before,
      'no text so far': before + content,
    }[given.kind]
    texts.set(given.stage, text)
    const wire =
      given.kind === 'end'
        ? { type: 'done', stage: given.stage, full_text: text, timestamp }
        : {
            type: 'token',
            stage: given.stage,
            content,
            timestamp,
            ...(given.kind !== 'no text so far' && { full_text: text }),
          }
    return JSON.stringify(wire)
  })
}

/** The frames, each parsed by itself. */
function framesOf(steps: readonly Step[]): FrameItem[] {
  return wireOf(steps).map((raw, index) => ({
    kind: 'frame',
    parsed: parseMessage(raw),
    id: String(index),
    receivedAt: index,
  }))
}

/** Read and pack frames as a stream does. */
function packAll(steps: readonly Step[]): { packed: PackedItem[]; welcomes: (readonly FrameItem[])[] } {
  const latest = createLatestMessages()
  const read = createMessageReader()
  const welcomes: (readonly FrameItem[])[] = []
  const packed = wireOf(steps).map((raw, index) => {
    const { parsed, textBefore } = read(raw)
    const frame: FrameItem = { kind: 'frame', parsed, id: String(index), receivedAt: index }
    welcomes.push(latest.all())
    const known = frame.parsed.kind === 'message' ? latest.textOf(frame.parsed.message.stage) : null
    latest.note(frame)
    return pack(frame, known, textBefore)
  })
  return { packed, welcomes }
}

/** Items as the listener of a stream receives them, without `textBefore`, which is checked here. */
function unpackAll(items: readonly PackedItem[], unpack = createUnpacker()): StreamItem[] {
  return items.map((item) => {
    const unpacked = unpack(item)
    if (unpacked.kind !== 'frame') return unpacked
    const { textBefore, ...frame } = unpacked
    const message = frame.parsed.kind === 'message' ? frame.parsed.message : null
    if (textBefore !== undefined && message?.type === 'token')
      expect(message.fullText).toBe(textBefore + message.content)
    return frame
  })
}

/** Items as they are posted, with neighbours joined. */
function joinAll(items: readonly PackedItem[]): PackedItem[] {
  return items.reduce<PackedItem[]>((posted, item) => {
    const last = posted.at(-1)
    const both = last && joined(last, item)
    return both ? [...posted.slice(0, -1), both] : [...posted, item]
  }, [])
}

function foldAll(items: readonly StreamItem[]): ProjectState {
  const envelopes = items.flatMap((item): Envelope[] =>
    item.kind === 'frame' && item.parsed.kind === 'message'
      ? [{ ...item, kind: 'message', message: item.parsed.message }]
      : [],
  )
  return envelopes.reduce(reduce, initialState('p'))
}

/** Of joined tokens only the last time is known, so that a phase that they passed through may be missing. */
const leadsTo =
  (end: ProjectState['trail'][number] | undefined) =>
  (trail: ProjectState['trail']): boolean => {
    const last = trail.at(-1)
    return last?.phase === end?.phase && last?.stage === end?.stage
  }
const isNoEarlierThan = (time: number | null) => (other: number | null) => (other ?? -1) >= (time ?? -1)

describe('items posted to the tabs', () => {
  it('arrive unchanged, whatever the server does to its texts', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const frames = framesOf(steps)
        expect(unpackAll(packAll(steps).packed)).toEqual(frames)
      }),
    )
  })

  it('arrive complete at a tab that joins at any moment', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), fc.nat(), (steps, seed) => {
        const frames = framesOf(steps)
        const { packed, welcomes } = packAll(steps)
        const joinedAt = seed % frames.length
        const unpack = createUnpacker()
        for (const item of welcomes[joinedAt] ?? []) unpack(item)
        expect(unpackAll(packed.slice(joinedAt), unpack)).toEqual(frames.slice(joinedAt))
      }),
    )
  })

  it('do not repeat a text that continues', () => {
    const next: Step = { stage: 'rewrite', kind: 'continue', content: '山有小口', lost: '' }
    const steps = Array.from({ length: 50 }, () => next)
    const { packed } = packAll(steps)
    expect(packed.map(({ kind }) => kind)).toEqual(['frame', ...Array<string>(49).fill('continued')])
  })

  it('lead to the same state when tokens are joined', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { packed } = packAll(steps)
        const joinedState = foldAll(joinAll(packed).map(createUnpacker()))
        // A token that adds nothing is no news by itself, but it gives its time to the tokens that it is joined with.
        const { lastNewsAt, trail, ...state } = foldAll(framesOf(steps))
        expect(joinedState).toEqual({
          ...state,
          lastNewsAt: expect.toSatisfy(isNoEarlierThan(lastNewsAt)) as number,
          trail: expect.toSatisfy(leadsTo(trail.at(-1))) as ProjectState['trail'],
        })
      }),
    )
  })

  it('are joined into one for waiting tokens of one stage', () => {
    const next: Step = { stage: 'rewrite', kind: 'continue', content: '山有小口', lost: '' }
    const { packed } = packAll(Array.from({ length: 50 }, () => next))
    expect(joinAll(packed)).toHaveLength(2)
    expect(joinAll(packed)[1]).toMatchObject({ id: '49', message: { content: '山有小口'.repeat(49) } })
  })
})
