import { useEventListener } from '@vueuse/core'
import {
  computed,
  effectScope,
  ref,
  shallowRef,
  toValue,
  watch,
  type ComputedRef,
  type CSSProperties,
  type MaybeRefOrGetter,
  type Ref,
} from 'vue'
import type { ListAxis } from './listLayout'
import type { ListWindow } from './listWindow'

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

/** Settles when what is in the page now has been drawn. */
function nextPaint(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
}

/**
 * Keep only those items of a long list in the page that can be seen, and those around the one that last had the focus:
 * what a person is at is not taken from under them, and Tab goes on from there. A list of a screenful or less is left
 * alone. A longer one begins with its first items, which wait for nothing.
 */
export function useWindowedItems<T>(options: UseWindowedItemsOptions<T>): UseWindowedItemsReturn<T> {
  const { list, axis } = options
  const items = computed(() => toValue(options.items))
  const isLong = computed(() => items.value.length > SCREENFUL)
  const current = shallowRef<ListWindow | null>(null)
  const failed = ref(false)
  const focused = ref<number | null>(null)
  const first = isLong.value ? FIRST : SCREENFUL
  const line = axis === 'block' ? 'gridRow' : 'gridColumn'
  // Of the calling component: what begins later ends with it as well.
  const scope = effectScope()

  const kept = computed(() => {
    const near = focused.value === null ? [] : [focused.value - 1, focused.value, focused.value + 1]
    return [...near, toValue(options.kept) ?? -1].filter((index) => index >= 0 && index < items.value.length)
  })
  const tracks = computed(() => (isLong.value ? (current.value?.tracks.value ?? null) : null))

  async function begin(element: HTMLElement) {
    await nextPaint()
    try {
      const { createListWindow } = await import('./listWindow')
      if (list.value !== element || current.value !== null) return
      scope.run(() => {
        const count = () => (isLong.value ? items.value.length : 0)
        current.value = createListWindow(element, { axis, count, kept: () => kept.value })
      })
    } catch (error) {
      failed.value = true
      reportError(error)
    }
  }
  watch(
    [list, isLong],
    ([element, long]) => {
      if (element !== null && long && current.value === null) void begin(element)
    },
    { flush: 'post' },
  )

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
    const lanes = current.value?.lanes() ?? 1
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
