import type * as TanstackVirtual from '@tanstack/vue-virtual'
import { computed, effectScope, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { scrollerOf, type ListAxis, type ListLayout } from './listLayout'
import type { RowPlace } from './windowTracks'

type Library = typeof TanstackVirtual
type Virtualizer = TanstackVirtual.Virtualizer<HTMLElement, HTMLElement>

/** Rows beyond what is seen, on either side, that are in the page as well. */
const OVERSCAN = 2
/** The size of a row, in pixels, where none could be measured. */
const UNMEASURED_PX = 100

/** What `useVirtualRows` needs to know. */
export interface UseVirtualRowsOptions {
  readonly list: Readonly<Ref<HTMLElement | null>>
  readonly axis: ListAxis
  /** How many rows the list has; 0 while it needs no window. */
  readonly count: ComputedRef<number>
  /** Read once before the first row is taken away, and whenever the list is laid out anew. */
  readonly layout: Readonly<ShallowRef<ListLayout>>
  readonly readLayout: () => void
  /** Rows that stay. */
  readonly kept: ComputedRef<readonly number[]>
}

/** What `useVirtualRows` gives. */
export interface UseVirtualRowsReturn {
  /** The rows that are to be in the page, in order; null until a window is needed and the library is there. */
  readonly rows: ComputedRef<readonly RowPlace[] | null>
  /** The length of the whole list, in pixels. */
  readonly total: ComputedRef<number>
  /** The library's own, to be told what was measured. */
  readonly virtualizer: () => Virtualizer | null
  /** Whether the library could not be loaded. */
  readonly failed: Readonly<ShallowRef<boolean>>
}

/** What was measured before the list had a window, as the library keeps it. */
function measured({ sizes, gap }: ListLayout): TanstackVirtual.VirtualItem[] {
  let start = 0
  return sizes.map((size, index) => {
    const item = { key: index, index, start, end: start + size, size, lane: 0 }
    start = item.end + gap
    return item
  })
}

/** Settles when what is in the page now has been drawn. */
function nextPaint(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
}

/**
 * Find which rows of a long list are to be in the page. The library for it is loaded by the first list that is long, and
 * nothing waits for it: its beginning is drawn before.
 */
export function useVirtualRows(options: UseVirtualRowsOptions): UseVirtualRowsReturn {
  const { list, axis, count, layout, kept } = options
  const current = shallowRef<(() => Virtualizer) | null>(null)
  const library = shallowRef<Library | null>(null)
  const failed = shallowRef(false)
  // Of the calling component: what the library starts later ends with it as well.
  const scope = effectScope()

  function create({ useVirtualizer, defaultRangeExtractor }: Library, element: HTMLElement) {
    const scroller = scrollerOf(element, axis)
    options.readLayout()
    const initial = measured(layout.value)
    const virtualizer = useVirtualizer<HTMLElement, HTMLElement>(
      computed(() => {
        const { gap, meanSize } = layout.value
        const stay = kept.value
        return {
          count: count.value,
          gap,
          horizontal: axis === 'inline',
          overscan: OVERSCAN,
          getScrollElement: () => scroller,
          estimateSize: () => meanSize || UNMEASURED_PX,
          initialOffset: () => (axis === 'block' ? scroller?.scrollTop : scroller?.scrollLeft) ?? 0,
          initialMeasurementsCache: initial,
          rangeExtractor: (range) =>
            [...new Set([...stay, ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
        }
      }),
    )
    return () => virtualizer.value
  }

  watch(
    [list, () => count.value > 0],
    async ([, isLong]) => {
      if (!isLong || library.value !== null) return
      await nextPaint()
      try {
        library.value = await import('@tanstack/vue-virtual')
      } catch (error) {
        failed.value = true
        reportError(error)
      }
    },
    { immediate: true },
  )
  watch(
    [list, library, () => count.value > 0],
    ([element, loaded, isLong]) => {
      if (element === null || loaded === null || !isLong || current.value !== null) return
      scope.run(() => (current.value = create(loaded, element)))
    },
    { flush: 'post' },
  )
  return {
    rows: computed(() => (count.value > 0 ? (current.value?.().getVirtualItems() ?? null) : null)),
    total: computed(() => current.value?.().getTotalSize() ?? 0),
    virtualizer: () => current.value?.() ?? null,
    failed,
  }
}
