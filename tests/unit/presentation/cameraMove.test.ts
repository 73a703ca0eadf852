import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cropsOf, cropTransform } from '@/presentation/cameraMove'

function camera(type: string, params: Record<string, unknown> = {}) {
  return { id: null, type, description: null, params }
}

describe('a camera move', () => {
  it('goes where its parameters say', () => {
    const from = { x: 0.4, y: 0.5, scale: 1.2 }
    const to = { x: 0.6, y: 0.5, scale: 1.2 }
    expect(cropsOf(camera('custom', { from, to }))).toEqual({ from, to })
  })

  it.each(['zoom_in', 'push_in', 'Dolly_In'])('%s comes nearer by its name alone', (type) => {
    const { from, to } = cropsOf(camera(type))
    expect(to.scale).toBeGreaterThan(from.scale)
  })

  it.each(['zoom_out', 'pull_out', 'pull_back'])('%s goes away by its name alone', (type) => {
    const { from, to } = cropsOf(camera(type))
    expect(to.scale).toBeLessThan(from.scale)
  })

  it('to the left moves the window to the left', () => {
    const { from, to } = cropsOf(camera('pan_left'))
    expect(to.x).toBeLessThan(from.x)
  })

  it.each(['static', 'none', ''])('that is called "%s" stands still', (type) => {
    const { from, to } = cropsOf(camera(type))
    expect(to).toEqual(from)
  })

  it('survives parameters that are not numbers', () => {
    expect(cropsOf(camera('x', { from: { x: 'left' }, to: { scale: null } }))).toEqual({
      from: { x: 0.5, y: 0.5, scale: 1 },
      to: { x: 0.5, y: 0.5, scale: 1 },
    })
  })
})

describe('the transform of a crop', () => {
  it('shows the whole picture as it is', () => {
    expect(cropTransform({ x: 0.5, y: 0.5, scale: 1 })).toBe('translate(0.00%, 0.00%) scale(1)')
  })

  it('never shows anything beside the picture', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true })
    fc.assert(
      fc.property(number, number, number, (x, y, scale) => {
        const [, across, down, size] =
          /translate\((-?[\d.]+)%, (-?[\d.]+)%\) scale\(([\d.e-]+)\)/.exec(cropTransform({ x, y, scale })) ??
          []
        for (const shift of [Number(across), Number(down)]) {
          expect(shift).toBeLessThanOrEqual(0.01)
          expect(shift + Number(size) * 100).toBeGreaterThanOrEqual(99.99)
        }
      }),
    )
  })
})
