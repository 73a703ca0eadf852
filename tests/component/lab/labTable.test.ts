import { fireEvent, render, screen } from '@testing-library/vue'
import { describe, expect, it } from 'vitest'
import LabTable from '@/components/lab/LabTable.vue'
import type { StreamEntry } from '@/lab/entries'
import type { FoldedRow } from '@/lab/rows'
import { frame, numbered } from '../../unit/stores/lab/labFixtures'

function rowsOf(data: readonly (object | string)[]): FoldedRow[] {
  const entries = numbered(data.map((one, index) => frame(one, 1_000 + index * 10))) as StreamEntry[]
  return entries.map((entry) => ({ kind: 'single', entry }))
}

function show(rows: FoldedRow[]) {
  return render(LabTable, {
    props: {
      list: { rows },
      removed: 0,
      selected: null,
      startedAt: 1_000,
      rowBefore: () => null,
      live: false,
      filtered: false,
    },
  })
}

describe('LabTable', () => {
  it('selects rows with the arrow keys and opens the selected row with Enter', async () => {
    const rows = rowsOf([{ type: 'connected' }, { type: 'weather' }])
    const view = show(rows)
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

  it('shows a note while it is empty', () => {
    show([])
    expect(screen.getByText('还没有帧。')).toBeTruthy()
  })
})
