import { defaultRangeExtractor, useVirtualizer, type Range, type VirtualItem } from '@tanstack/vue-virtual'
import { useResizeObserver } from '@vueuse/core'
import { computed, shallowRef, type ComputedRef } from 'vue'
import { readLayout, readRowTracks, scrollerOf, type ListAxis, type ListLayout } from './listLayout'
import {
  isSameRows,
  layOutWindow,
  wholeRuns,
  type RowPlace,
  type WindowTracks,
} from '@/presentation/windowTracks'

/*
 * The part of `useWindowedItems` that only long lists need; it is loaded, with its library, by the first of them.
 */

/** Rows beyond what is seen, on either side, that are in the page as well. */
const OVERSCAN = 2
/**
 * Rows come and go in runs about so long, in pixels: while a page scrolls, a change costs a frame whether it brings one
 * row or some.
 */
const RUN_PX = 400
/** The size of a row, in pixels, where none could be measured. */
const UNMEASURED_PX = 100

/** What `createListWindow` needs to know. */
export interface ListWindowOptions {
  readonly axis: ListAxis
  /** How many items the list has; 0 while it needs no window. */
  readonly count: () => number
  /** Items that stay in the page, by their places from 0. */
  readonly kept: () => readonly number[]
}

/** Which items of a list are in the page. */
export interface ListWindow {
  /** Items in a row. */
  readonly lanes: () => number
  readonly tracks: ComputedRef<WindowTracks>
}

/** What was measured before the list had a window, as the library keeps it. */
function measured({ sizes, gap }: ListLayout): VirtualItem[] {
  let start = 0
  return sizes.map((size, index) => {
    const item = { key: index, index, start, end: start + size, size, lane: 0 }
    start = item.end + gap
    return item
  })
}

/**
 * Watch which rows of a list can be seen, until the current effect scope ends. The list is laid out by the browser, with
 * its first items in it; how large they are is what the others are taken for.
 */
export function createListWindow(list: HTMLElement, { axis, count, kept }: ListWindowOptions): ListWindow {
  const scroller = scrollerOf(list, axis)
  const layout = shallowRef(readLayout(list, axis))
  const initial = measured(layout.value)
  const rowOf = (index: number) => Math.floor(index / layout.value.lanes)

  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>(
    computed(() => {
      const { gap, meanSize } = layout.value
      const stay = kept().map(rowOf)
      const rowPx = meanSize || UNMEASURED_PX
      const run = Math.max(1, Math.round(RUN_PX / rowPx))
      return {
        count: rowOf(count() - 1) + 1,
        gap,
        horizontal: axis === 'inline',
        overscan: OVERSCAN,
        getScrollElement: () => scroller,
        estimateSize: () => rowPx,
        initialOffset: () => (axis === 'block' ? scroller?.scrollTop : scroller?.scrollLeft) ?? 0,
        initialMeasurementsCache: initial,
        rangeExtractor: (range: Range) =>
          [...new Set([...stay, ...defaultRangeExtractor({ ...range, ...wholeRuns(range, run) })])].sort(
            (a, b) => a - b,
          ),
      }
    }),
  )
  // The library tells of every step that the page scrolls.
  const rows = computed((before?: readonly RowPlace[]) => {
    const next = virtualizer.value.getVirtualItems()
    return before && isSameRows(before, next) ? before : next
  })
  const total = computed(() => virtualizer.value.getTotalSize())
  const tracks = computed(() => layOutWindow(rows.value, total.value, layout.value.gap))

  /** Tell the library what the browser has made of the rows; rows of another width are other rows. */
  function measure() {
    if (count() === 0) return
    const { lanes, across } = layout.value
    const { lines } = tracks.value
    const sizes = readRowTracks(list, axis)
    const now = readLayout(list, axis)
    if (now.across !== across || now.lanes !== lanes) {
      layout.value = now
      virtualizer.value.measure()
    }
    if (now.lanes !== lanes) return
    for (const [row, at] of lines) virtualizer.value.resizeItem(row, sizes[at - 1] ?? now.meanSize)
  }
  useResizeObserver(list, measure)

  return { lanes: () => layout.value.lanes, tracks }
}
