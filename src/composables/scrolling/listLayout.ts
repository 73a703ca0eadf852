import { readTracks, rowSizes } from '@/presentation/windowTracks'

/** The direction in which a list grows: `block` with as many items in a row as its CSS says, `inline` with one. */
export type ListAxis = 'block' | 'inline'

/** How the browser has laid out a list that is a CSS grid. Lengths in pixels. */
export interface ListLayout {
  /** Items in a row. */
  readonly lanes: number
  readonly gap: number
  /** Its size across the axis, on which the sizes of its items depend. */
  readonly across: number
  /** The rows that are in the page, in order. */
  readonly sizes: readonly number[]
  readonly meanSize: number
}

/** Ask the browser how a list is laid out. */
export function readLayout(list: HTMLElement, axis: ListAxis): ListLayout {
  const isBlock = axis === 'block'
  const { rowGap, columnGap, gridTemplateColumns } = getComputedStyle(list)
  const lanes = isBlock ? Math.max(1, readTracks(gridTemplateColumns).length) : 1
  const items = [...list.children].map((child) => {
    const { height, width } = child.getBoundingClientRect()
    return isBlock ? height : width
  })
  const sizes = rowSizes(items, lanes)
  return {
    lanes,
    gap: parseFloat(isBlock ? rowGap : columnGap) || 0,
    across: isBlock ? list.clientWidth : list.clientHeight,
    sizes,
    meanSize: sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length),
  }
}

/** The sizes of a list's tracks along its axis. */
export function readRowTracks(list: HTMLElement, axis: ListAxis): readonly number[] {
  const { gridTemplateRows, gridTemplateColumns } = getComputedStyle(list)
  return readTracks(axis === 'block' ? gridTemplateRows : gridTemplateColumns)
}

/** The nearest element around a list that scrolls along its axis. */
export function scrollerOf(list: HTMLElement, axis: ListAxis): HTMLElement | null {
  for (let parent = list.parentElement; parent !== null; parent = parent.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(parent)
    if (/auto|scroll/.test(axis === 'block' ? overflowY : overflowX)) return parent
  }
  return null
}
