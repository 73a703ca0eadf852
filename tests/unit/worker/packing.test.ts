import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMessage } from '@/protocol/messages'
import { createLatestMessages } from '@/worker/latestMessages'
import { createUnpacker, pack } from '@/worker/packing'
import type { FrameItem, PackedItem } from '@/worker/portMessages'

const stage = fc.constantFrom('rewrite', 'storyboard', null, 'multi_grid_image')
const piece = fc.string({ unit: 'grapheme', maxLength: 6 })
/** What a server may do next to a text: go on, repeat itself, leave something out, begin anew, or end. */
const step = fc.record({
  stage,
  kind: fc.constantFrom('go on', 'repeat', 'gap', 'anew', 'end', 'no text so far'),
  content: piece,
  lost: piece,
})

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** The frames that such a server sends. */
function framesOf(steps: readonly Step[]): FrameItem[] {
  const texts = new Map<string | null, string>()
  return steps.map((given, index) => {
    const before = texts.get(given.stage) ?? ''
    const content = given.kind === 'repeat' ? before.slice(-3) : given.content
    const text = {
      'go on': before + content,
      repeat: before,
      gap: before + given.lost + content,
      anew: content,
      end: before,
      'no text so far': before + content,
    }[given.kind]
    texts.set(given.stage, text)
    const wire =
      given.kind === 'end'
        ? { type: 'done', stage: given.stage, full_text: text }
        : {
            type: 'token',
            stage: given.stage,
            content,
            ...(given.kind !== 'no text so far' && { full_text: text }),
          }
    return { kind: 'frame', parsed: parseMessage(JSON.stringify(wire)), id: String(index), receivedAt: index }
  })
}

/** Pack frames as a stream does. */
function packAll(frames: readonly FrameItem[]): { packed: PackedItem[]; welcomes: (readonly FrameItem[])[] } {
  const latest = createLatestMessages()
  const welcomes: (readonly FrameItem[])[] = []
  const packed = frames.map((frame) => {
    welcomes.push(latest.all())
    const known = frame.parsed.kind === 'message' ? latest.textOf(frame.parsed.message.stage) : null
    latest.note(frame)
    return pack(frame, known)
  })
  return { packed, welcomes }
}

describe('what travels to the tabs', () => {
  it('arrives as it was read, whatever the server does to its texts', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const frames = framesOf(steps)
        const unpack = createUnpacker()
        expect(packAll(frames).packed.map(unpack)).toEqual(frames)
      }),
    )
  })

  it('arrives whole at a tab that joins at any moment', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), fc.nat(), (steps, seed) => {
        const frames = framesOf(steps)
        const { packed, welcomes } = packAll(frames)
        const joinedAt = seed % frames.length
        const unpack = createUnpacker()
        for (const item of welcomes[joinedAt] ?? []) unpack(item)
        expect(packed.slice(joinedAt).map(unpack)).toEqual(frames.slice(joinedAt))
      }),
    )
  })

  it('does not carry a text again that goes on', () => {
    const next: Step = { stage: 'rewrite', kind: 'go on', content: '山有小口', lost: '' }
    const steps = Array.from({ length: 50 }, () => next)
    const { packed } = packAll(framesOf(steps))
    expect(packed.map(({ kind }) => kind)).toEqual(['frame', ...Array<string>(49).fill('continued')])
  })
})
