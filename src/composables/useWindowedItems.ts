import { useEventListener, useResizeObserver } from '@vueuse/core'
import {
  computed,
  ref,
  shallowRef,
  toValue,
  type ComputedRef,
  type CSSProperties,
  type MaybeRefOrGetter,
  type Ref,
} from 'vue'
import { readLayout, readRowTracks, UNTOLD_LAYOUT, type ListAxis } from './listLayout'
import { useVirtualRows } from './useVirtualRows'
import { layOutWindow } from './windowTracks'

/** More items than a screen has room for. A list of no more than these is in the page as a whole. */
export const SCREENFUL = 40
/** With so few a list begins that is longer from the start: the first picture of a page waits for no more than these. */
const FIRST = 4

/** What `useWindowedItems` needs to know. */
export interface UseWindowedItemsOptions<T> {
  /** The list: a CSS grid whose children are the items in order, inside an element that scrolls. */
  readonly list: Readonly<Ref<HTMLElement | null>>
  readonly items: MaybeRefOrGetter<readonly T[]>
  readonly axis: ListAxis
  /** An item that stays in the page wherever the reader is, by its place from 0; null for none. */
  readonly kept: MaybeRefOrGetter<number | null>
}

/** An item that is in the page. */
export interface WindowedItem<T> {
  readonly item: T
  /** What its element carries while others are missing around it. */
  readonly place?: {
    readonly style: CSSProperties
    readonly 'aria-setsize': number
    readonly 'aria-posinset': number
  }
}

/** What `useWindowedItems` gives. */
export interface UseWindowedItemsReturn<T> {
  readonly shown: ComputedRef<readonly WindowedItem<T>[]>
  /** The style of the list. */
  readonly style: ComputedRef<CSSProperties>
}

/**
 * Keep only those items of a long list in the page that can be seen, and those around the one that last had the focus:
 * what a person is at is not taken from under them, and Tab goes on from there. A list of a screenful or less is left
 * alone, and a longer one begins with its first items.
 */
export function useWindowedItems<T>(options: UseWindowedItemsOptions<T>): UseWindowedItemsReturn<T> {
  const { list, axis } = options
  const items = computed(() => toValue(options.items))
  const isLong = computed(() => items.value.length > SCREENFUL)
  const layout = shallowRef(UNTOLD_LAYOUT)
  const focused = ref<number | null>(null)
  const first = isLong.value ? FIRST : SCREENFUL
  const line = axis === 'block' ? 'gridRow' : 'gridColumn'

  const rowOf = (index: number) => Math.floor(index / layout.value.lanes)
  const kept = computed(() => {
    const near = focused.value === null ? [] : [focused.value - 1, focused.value, focused.value + 1]
    return [...near, toValue(options.kept) ?? -1]
      .filter((index) => index >= 0 && index < items.value.length)
      .map(rowOf)
  })
  const count = computed(() => (isLong.value ? rowOf(items.value.length - 1) + 1 : 0))
  const { rows, total, virtualizer, failed } = useVirtualRows({
    list,
    axis,
    count,
    layout,
    readLayout: relayOut,
    kept,
  })
  const tracks = computed(() =>
    rows.value === null ? null : layOutWindow(rows.value, total.value, layout.value.gap),
  )

  function relayOut() {
    if (list.value !== null) layout.value = readLayout(list.value, axis)
  }

  /** Tell the library what the browser has made of the rows; rows of another width are other rows. */
  function measure() {
    const instance = virtualizer()
    if (instance === null || tracks.value === null || list.value === null) return
    const { lanes, across } = layout.value
    const { lines } = tracks.value
    const sizes = readRowTracks(list.value, axis)
    const now = readLayout(list.value, axis)
    if (now.across !== across || now.lanes !== lanes) {
      layout.value = now
      instance.measure()
    }
    if (now.lanes !== lanes) return
    for (const [row, at] of lines) instance.resizeItem(row, sizes[at - 1] ?? now.meanSize)
  }
  useResizeObserver(list, measure)

  useEventListener(list, 'focusin', ({ target }) => {
    const at = [...(list.value?.children ?? [])].findIndex((child) => child.contains(target as Node))
    const item = shown.value[at]?.item
    focused.value = item === undefined ? null : items.value.indexOf(item)
  })

  const shown = computed((): readonly WindowedItem<T>[] => {
    const all = items.value
    if (tracks.value === null) {
      // Until there is a window, what stays is reached from the beginning.
      const begun = Math.max(first, (toValue(options.kept) ?? -1) + 1)
      return all.slice(0, isLong.value && !failed.value ? begun : all.length).map((item) => ({ item }))
    }
    const { lanes } = layout.value
    return [...tracks.value.lines].flatMap(([row, at]) =>
      all.slice(row * lanes, (row + 1) * lanes).map((item, lane) => ({
        item,
        place: {
          style: { [line]: String(at) },
          'aria-setsize': all.length,
          'aria-posinset': row * lanes + lane + 1,
        },
      })),
    )
  })
  const style = computed(() => {
    const property = axis === 'block' ? 'gridTemplateRows' : 'gridTemplateColumns'
    return tracks.value === null ? {} : { [property]: tracks.value.template }
  })
  return { shown, style }
}
