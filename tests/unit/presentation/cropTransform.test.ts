import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cropTransform } from '@/presentation/cropTransform'

describe('the transform of a crop', () => {
  it('leaves the whole picture as it is', () => {
    expect(cropTransform({ x: 0.5, y: 0.5, scale: 1 })).toBe('translate(0.00%, 0.00%) scale(1)')
  })

  it('never shows anything outside the picture', () => {
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
