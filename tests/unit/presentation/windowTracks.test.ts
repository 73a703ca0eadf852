import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isSameRows,
  layOutWindow,
  readTracks,
  rowSizes,
  wholeRuns,
  type RowPlace,
} from '@/presentation/windowTracks'

/** Rows of these sizes one below the other. */
function placesOf(sizes: readonly number[], gap: number): RowPlace[] {
  let start = 0
  return sizes.map((size, index) => {
    const place = { index, start, end: start + size }
    start += size + gap
    return place
  })
}

/** Where each row begins in a grid of these tracks, and how long the grid is. */
function walk(template: string, rows: readonly RowPlace[], gap: number) {
  const waiting = rows.map(({ start, end }) => end - start)
  let at = 0
  const starts = template.split(' ').map((track) => {
    const start = at
    at += (track === 'auto' ? (waiting.shift() ?? 0) : parseFloat(track)) + gap
    return start
  })
  return { starts, total: at - gap }
}

describe('the tracks of a list of which only a part is there', () => {
  it.each([
    ['all of it', [0, 1, 2], 'auto auto auto'],
    ['its beginning', [0, 1], 'auto auto 30px'],
    ['its end', [2], '60px auto'],
    ['something in the middle', [1], '20px auto 30px'],
    ['two parts', [0, 2], 'auto 30px auto'],
  ])('are, for %s, what is there and the room of what is not', (_, there, template) => {
    const all = placesOf([20, 30, 30], 10)
    const rows = all.filter(({ index }) => there.includes(index))
    expect(layOutWindow(rows, 100, 10).template).toBe(template)
  })

  it('put every row where it is when all are there, and keep the length', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 0, max: 24 }),
        fc.infiniteStream(fc.boolean()),
        (all, gap, dice) => {
          const places = placesOf(all, gap)
          const rows = places.filter(() => dice.next().value === true)
          fc.pre(rows.length > 0)
          const total = places.at(-1)?.end ?? 0
          const { template, lines } = layOutWindow(rows, total, gap)
          const grid = walk(template, rows, gap)
          expect(grid.total).toBe(total)
          for (const { index, start } of rows) expect(grid.starts[(lines.get(index) ?? 0) - 1]).toBe(start)
        },
      ),
    )
  })

  it('are read from what the browser computed, and are none where it laid out no grid', () => {
    expect(readTracks('120px 33.5px 0px')).toEqual([120, 33.5, 0])
    expect(readTracks('none')).toEqual([])
    expect(readTracks('')).toEqual([])
  })

  it('are as large as the largest of their items', () => {
    expect(rowSizes([10, 30, 20, 5, 7], 2)).toEqual([30, 20, 7])
    expect(rowSizes([], 3)).toEqual([])
  })
})

describe('rows that come and go in runs', () => {
  it.each([
    ['within one run', 5, 6, 4, 4, 7],
    ['over the edge of two', 3, 4, 4, 0, 7],
    ['up to the last row', 17, 18, 4, 16, 18],
    ['of one row each', 5, 6, 1, 5, 6],
  ])('are whole %s', (_, startIndex, endIndex, run, first, last) => {
    expect(wholeRuns({ startIndex, endIndex, count: 19 }, run)).toEqual({ startIndex: first, endIndex: last })
  })

  it('hold the range, and no row that is not there', () => {
    const at = fc.integer({ min: 0, max: 400 })
    fc.assert(
      fc.property(at, at, at, fc.integer({ min: 1, max: 12 }), (one, other, more, run) => {
        const [startIndex, endIndex] = [Math.min(one, other), Math.max(one, other)]
        const count = endIndex + 1 + more
        const whole = wholeRuns({ startIndex, endIndex, count }, run)
        expect(whole.startIndex).toBeLessThanOrEqual(startIndex)
        expect(whole.startIndex % run).toBe(0)
        expect(whole.endIndex).toBeGreaterThanOrEqual(endIndex)
        expect(whole.endIndex).toBeLessThan(count)
      }),
    )
  })

  it('are the same only in the same places', () => {
    const rows = placesOf([20, 30, 30], 10)
    expect(isSameRows(rows, placesOf([20, 30, 30], 10))).toBe(true)
    expect(isSameRows(rows, placesOf([20, 30, 31], 10))).toBe(false)
    expect(isSameRows(rows, rows.slice(1))).toBe(false)
    expect(isSameRows(rows.slice(1), rows.slice(0, 2))).toBe(false)
  })
})
