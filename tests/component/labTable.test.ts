import { fireEvent, render, screen } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import LabTable from '@/components/LabTable.vue'
import type { StreamEntry } from '@/lab/entries'
import type { FoldedRow } from '@/lab/rows'
import { frame, numbered } from '../unit/stores/labFixtures'

// jsdom lays nothing out: the box is as high as some 25 rows.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(800)
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = () => undefined
      unobserve = () => undefined
      disconnect = () => undefined
    },
  )
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function rowsOf(data: readonly (object | string)[]): FoldedRow[] {
  const entries = numbered(data.map((one, index) => frame(one, 1_000 + index * 10))) as StreamEntry[]
  return entries.map((entry) => ({ kind: 'single', entry }))
}

async function show(rows: FoldedRow[]) {
  const view = render(LabTable, {
    props: {
      list: { rows },
      gone: 0,
      selected: null,
      startedAt: 1_000,
      before: () => null,
      live: false,
      filtered: false,
    },
  })
  // Which rows are near is known once the box is there.
  await nextTick()
  return view
}

describe('the table of the lab', () => {
  it('keeps few rows in the page, however many frames there are', async () => {
    const { container } = await show(rowsOf(Array.from({ length: 100_000 }, () => ({ type: 'connected' }))))
    const { length } = container.querySelectorAll('[data-frame]')
    expect(length).toBeGreaterThan(20)
    expect(length).toBeLessThan(120)
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('100001')
  })

  it('shows markup, control characters and direction marks as text', async () => {
    const content = '<img src=x onerror=alert(1)>\u202E\u0000'
    const { container } = await show(rowsOf([{ type: 'token', content }, { type: '<b>x</b>' }, '<script>']))
    expect(container.querySelector('img, b, script')).toBeNull()
    const rows = screen.getAllByRole('row').map(({ textContent }) => textContent)
    expect(rows[1]).toContain('<img src=x onerror=alert(1)>⟨U+202E⟩␀')
    expect(rows[2]).toContain('<b>x</b>')
    expect(
      [...container.querySelectorAll('[data-frame]')].map((row) => row.getAttribute('data-kind')),
    ).toEqual(['message', 'unknown', 'malformed'])
  })

  it('is walked through with the arrow keys, and Enter opens what is chosen', async () => {
    const rows = rowsOf([{ type: 'connected' }, { type: 'weather' }])
    const view = await show(rows)
    const grid = screen.getByRole('grid')
    await fireEvent.keyDown(grid, { key: 'ArrowDown' })
    expect(view.emitted('select')?.[0]).toEqual([rows[0]])
    await view.rerender({ selected: 0 })
    await fireEvent.keyDown(grid, { key: 'ArrowDown' })
    expect(view.emitted('select')?.[1]).toEqual([rows[1]])
    await view.rerender({ selected: 1 })
    expect(grid.getAttribute('aria-activedescendant')).toBe('lab-row-1')
    await fireEvent.keyDown(grid, { key: 'Enter' })
    expect(view.emitted('open')).toHaveLength(1)
  })

  it('says that there is nothing yet', async () => {
    await show([])
    expect(screen.getByText('还没有帧。')).toBeTruthy()
  })
})
