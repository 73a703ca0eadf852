import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paceStep } from '@/presentation/textPace'

const FRAME_MS = 1000 / 60

/** How long a lump takes to be shown in frames, in milliseconds. */
function timeFor(backlog: number): number {
  let frames = 0
  for (let left = backlog; left > 0; frames += 1) left -= paceStep(left, FRAME_MS)
  return frames * FRAME_MS
}

describe('the pace of live text', () => {
  it.each([1, 4, 16, 96])('delays no steady text: %i at once', (backlog) => {
    expect(paceStep(backlog, FRAME_MS)).toBe(backlog)
  })

  it('always shows something, and never more than has arrived', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (backlog, ms) => {
          const step = paceStep(backlog, ms)
          expect(step).toBeGreaterThan(0)
          expect(step).toBeLessThanOrEqual(backlog)
        },
      ),
    )
  })

  it.each([200, 1_000, 4_000, 16_000])(
    'spreads a burst of %i over several frames within 300 ms',
    (backlog) => {
      expect(paceStep(backlog, FRAME_MS)).toBeLessThan(backlog)
      expect(timeFor(backlog)).toBeLessThanOrEqual(300)
    },
  )
})
