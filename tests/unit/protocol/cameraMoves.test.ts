import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aimMove,
  CAMERA_MOVE_NAMES,
  cameraMoveOf,
  readCameraMove,
  windowAt,
  windowOf,
} from '@/protocol/cameraMoves'

const crop = fc.record({ x: fc.double(), y: fc.double(), scale: fc.double() })

describe('the move of a name', () => {
  it.each([
    ['Zoom In', 'zoom_in'],
    ['dolly out', 'pull_out'],
    ['推镜头', 'push_in'],
    ['向左横摇', 'pan_left'],
    ['tracking shot', 'truck_right'],
    ['crane up', 'tilt_up'],
    ['no idea', 'static'],
    ['constructor', 'static'],
  ])('of "%s" is %s', (name, known) => {
    expect(cameraMoveOf(name)).toEqual(cameraMoveOf(known))
  })

  it.each(['zoom_in', 'push_in', 'Dolly_In'])('%s moves closer', (name) => {
    const { from, to } = cameraMoveOf(name)
    expect(to.scale).toBeGreaterThan(from.scale)
  })

  it.each(['zoom_out', 'pull_out', 'pull_back'])('%s moves away', (name) => {
    const { from, to } = cameraMoveOf(name)
    expect(to.scale).toBeLessThan(from.scale)
  })

  it('pan_left moves the visible part to the left', () => {
    const { from, to } = cameraMoveOf('pan_left')
    expect(to.x).toBeLessThan(from.x)
    expect(windowAt({ from, to }, 1).left).toBeLessThan(windowAt({ from, to }, 0).left)
  })

  it.each(['static', 'none', ''])('"%s" stands still', (name) => {
    const { from, to } = cameraMoveOf(name)
    expect(to).toEqual(from)
  })
})

describe('the move of a scene', () => {
  it('follows its parameters if both crops are given, else its name', () => {
    const from = { x: 0.5, y: 0.5, scale: 2 }
    const to = { x: 0.4, y: 0.5, scale: 1 }
    expect(readCameraMove('static', { from, to })).toEqual({ from, to })
    expect(readCameraMove('custom', { from, to })).toEqual({ from, to })
    expect(readCameraMove('zoom_in', { from, to: { x: 'left' } })).toEqual(cameraMoveOf('zoom_in'))
  })

  it('ignores parameters that are not numbers', () => {
    expect(readCameraMove('x', { from: { x: 'left' }, to: { scale: null } })).toEqual({
      from: { x: 0.5, y: 0.5, scale: 1 },
      to: { x: 0.5, y: 0.5, scale: 1 },
    })
  })
})

describe('the visible part of a picture', () => {
  it.each(CAMERA_MOVE_NAMES)('goes from the first to the last crop of %s', (name) => {
    const move = cameraMoveOf(name)
    expect(windowAt(move, 0).size).toBeCloseTo(1 / move.from.scale)
    expect(windowAt(move, 1)).toEqual(windowOf(move.to))
  })

  it('stays inside the picture, whatever numbers a model sends', () => {
    fc.assert(
      fc.property(crop, crop, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, time) => {
        const window = windowAt(readCameraMove('static', { from, to }), time)
        expect(window.left).toBeGreaterThanOrEqual(0)
        expect(window.top).toBeGreaterThanOrEqual(0)
        expect(window.left + window.size).toBeLessThanOrEqual(1 + 1e-9)
        expect(window.top + window.size).toBeLessThanOrEqual(1 + 1e-9)
        expect(window.size).toBeGreaterThan(0.2)
      }),
    )
  })
})

describe('a move around a subject', () => {
  it('keeps the subject in view from the beginning to the end, wherever it is', () => {
    const part = fc.double({ min: 0.05, max: 0.95, noNaN: true })
    fc.assert(
      fc.property(fc.constantFrom(...CAMERA_MOVE_NAMES), part, part, (name, x, y) => {
        const move = aimMove(cameraMoveOf(name), { x, y })
        for (const time of [0, 0.25, 0.5, 0.75, 1]) {
          const { left, top, size } = windowAt(move, time)
          expect(x).toBeGreaterThanOrEqual(left)
          expect(x).toBeLessThanOrEqual(left + size)
          expect(y).toBeGreaterThanOrEqual(top)
          expect(y).toBeLessThanOrEqual(top + size)
        }
      }),
    )
  })

  it('magnifies as before, and leaves a move alone whose subject is in the middle', () => {
    const move = cameraMoveOf('push_in')
    expect(aimMove(move, { x: 0.5, y: 0.5 })).toEqual(move)
    expect(aimMove(move, { x: 0.9, y: 0.2 }).to.scale).toBe(move.to.scale)
  })
})
