import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOVE_TYPES, moveOf, readMove, windowAt } from '../../../../server/media/move'

const crop = fc.record({ x: fc.double(), y: fc.double(), scale: fc.double() })

describe('camera moves', () => {
  it.each([
    ['Zoom In', 'zoom_in'],
    ['dolly out', 'pull_out'],
    ['推镜头', 'push_in'],
    ['向左横摇', 'pan_left'],
    ['tracking shot', 'truck_right'],
    ['crane up', 'tilt_up'],
    ['no idea', 'static'],
    ['constructor', 'static'],
  ])('takes %s for %s', (name, known) => {
    expect(moveOf(name)).toEqual(moveOf(known))
  })

  it('goes by its own numbers where it has both, else by its name', () => {
    const from = { x: 0.5, y: 0.5, scale: 2 }
    const to = { x: 0.4, y: 0.5, scale: 1 }
    expect(readMove('static', { from, to })).toEqual({ from, to })
    expect(readMove('zoom_in', { from, to: { x: 'left' } })).toEqual(moveOf('zoom_in'))
  })

  it.each(MOVE_TYPES)('carries out %s from its beginning to its end', (type) => {
    const { from, to } = moveOf(type)
    expect(windowAt({ from, to }, 0).size).toBeCloseTo(1 / from.scale)
    expect(windowAt({ from, to }, 1).size).toBeCloseTo(1 / to.scale)
  })

  it('pans to the left, that is, its window moves to the left', () => {
    expect(windowAt(moveOf('pan_left'), 1).left).toBeLessThan(windowAt(moveOf('pan_left'), 0).left)
  })

  it('never looks outside the picture, whatever numbers a model sends', () => {
    fc.assert(
      fc.property(crop, crop, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, time) => {
        const window = windowAt(readMove('static', { from, to }), time)
        expect(window.left).toBeGreaterThanOrEqual(0)
        expect(window.top).toBeGreaterThanOrEqual(0)
        expect(window.left + window.size).toBeLessThanOrEqual(1 + 1e-9)
        expect(window.top + window.size).toBeLessThanOrEqual(1 + 1e-9)
        expect(window.size).toBeGreaterThan(0.2)
      }),
    )
  })
})
