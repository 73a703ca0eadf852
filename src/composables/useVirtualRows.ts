import type * as TanstackVirtual from '@tanstack/vue-virtual'
import { computed, effectScope, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { ListAxis, ListLayout } from './listLayout'
import type * as VirtualRows from './virtualRows'
import { isSameRows, type RowPlace } from './windowTracks'

/** The library's own, to be told what was measured. */
export type Virtualizer = TanstackVirtual.Virtualizer<HTMLElement, HTMLElement>

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
  readonly virtualizer: () => Virtualizer | null
  /** Whether the library could not be loaded. */
  readonly failed: Readonly<ShallowRef<boolean>>
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
  const { list, count } = options
  const current = shallowRef<(() => Virtualizer) | null>(null)
  const library = shallowRef<typeof VirtualRows | null>(null)
  const failed = shallowRef(false)
  // Of the calling component: what the library starts later ends with it as well.
  const scope = effectScope()

  watch(
    [list, () => count.value > 0],
    async ([, isLong]) => {
      if (!isLong || library.value !== null) return
      await nextPaint()
      try {
        library.value = await import('./virtualRows')
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
      scope.run(() => (current.value = loaded.createVirtualRows(element, options)))
    },
    { flush: 'post' },
  )
  return {
    // The library tells of every step that the page scrolls.
    rows: computed((before?: readonly RowPlace[] | null) => {
      const next = count.value > 0 ? (current.value?.().getVirtualItems() ?? null) : null
      return before && next && isSameRows(before, next) ? before : next
    }),
    total: computed(() => current.value?.().getTotalSize() ?? 0),
    virtualizer: () => current.value?.() ?? null,
    failed,
  }
}
