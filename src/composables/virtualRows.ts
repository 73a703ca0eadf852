import { defaultRangeExtractor, useVirtualizer, type Range, type VirtualItem } from '@tanstack/vue-virtual'
import { computed } from 'vue'
import { scrollerOf, type ListLayout } from './listLayout'
import type { UseVirtualRowsOptions, Virtualizer } from './useVirtualRows'
import { wholeRuns } from './windowTracks'

/*
 * The part of `useVirtualRows` that needs the library; both are loaded by the first list that is long.
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

/** What was measured before the list had a window, as the library keeps it. */
function measured({ sizes, gap }: ListLayout): VirtualItem[] {
  let start = 0
  return sizes.map((size, index) => {
    const item = { key: index, index, start, end: start + size, size, lane: 0 }
    start = item.end + gap
    return item
  })
}

/** Watch which rows of a list can be seen, until the current effect scope ends. */
export function createVirtualRows(
  list: HTMLElement,
  { axis, count, layout, readLayout, kept }: UseVirtualRowsOptions,
): () => Virtualizer {
  const scroller = scrollerOf(list, axis)
  readLayout()
  const initial = measured(layout.value)
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>(
    computed(() => {
      const { gap, meanSize } = layout.value
      const stay = kept.value
      const rowPx = meanSize || UNMEASURED_PX
      const run = Math.max(1, Math.round(RUN_PX / rowPx))
      return {
        count: count.value,
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
  return () => virtualizer.value
}
