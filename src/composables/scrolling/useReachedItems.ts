import { useEventListener, useResizeObserver } from '@vueuse/core'
import {
  computed,
  onMounted,
  onScopeDispose,
  ref,
  shallowReactive,
  toValue,
  watch,
  type ComputedRef,
  type MaybeRefOrGetter,
  type Ref,
} from 'vue'
import { whenIdle } from '@/platform/frames'

/** The items that are filled at once in a list that begins with no more than these, which is more than a screen shows. */
const SCREENFUL = 40
/** The items that are filled at once in a list that begins longer, so that the first picture of a page waits for no more. */
const FIRST = 4
/** Items are filled this far before they come into view, so that a reader rarely scrolls to an empty one. */
const MARGIN_PX = 400
/** Items are filled in runs: each time costs the browser a layout of the whole list, however many there are. */
const RUN = 6

/** Options of `useReachedItems`. */
export interface UseReachedItemsOptions {
  /** The list, whose children are the items in order, inside an element that scrolls. */
  readonly list: Readonly<Ref<HTMLElement | null>>
  /** The length of the list. */
  readonly count: MaybeRefOrGetter<number>
}

/** Return value of `useReachedItems`. */
export interface UseReachedItemsReturn {
  /** How many items, from the first, belong in the page: a few until the page is idle, then all of them. */
  readonly listed: ComputedRef<number>
  /** Whether the item at this place, from 0, is to be filled. Once true, it stays true. */
  readonly isReached: (index: number) => boolean
  /** The height of the first item in pixels, which an empty item takes; null before it is known. */
  readonly itemHeight: Readonly<Ref<number | null>>
}

/** The nearest element around a list that scrolls; null for the window. */
function scrollerOf(list: HTMLElement): HTMLElement | null {
  for (let parent = list.parentElement; parent !== null; parent = parent.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(parent)
    if (/auto|scroll/.test(overflowX + overflowY)) return parent
  }
  return null
}

/**
 * Fill the items of a long list when they come near the visible part, and keep them from then on. The list has an
 * element for each item, so that order, number, focus and scroll position are the browser's own work.
 *
 * Where the browser has no `IntersectionObserver`, every item is filled.
 */
export function useReachedItems({ list, count }: UseReachedItemsOptions): UseReachedItemsReturn {
  const canObserve = typeof IntersectionObserver === 'function'
  const isLong = computed(() => canObserve && toValue(count) > SCREENFUL)
  const reached = shallowReactive(new Set<number>())
  const first = isLong.value ? FIRST : SCREENFUL
  const wasIdle = ref(!isLong.value)
  const listed = computed(() => (wasIdle.value ? toValue(count) : first))
  const itemHeight = ref<number | null>(null)
  let observer: IntersectionObserver | null = null

  let stopWaiting: (() => void) | null = null
  onMounted(() => {
    if (!wasIdle.value) stopWaiting = whenIdle(() => (wasIdle.value = true))
  })

  function observe(element: HTMLElement) {
    const places = new Map([...element.children].map((item, index) => [item, index]))
    observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const index = places.get(target)
          if (!isIntersecting || index === undefined) continue
          const start = index - (index % RUN)
          for (let at = start; at < start + RUN; at += 1) reached.add(at)
          observer?.unobserve(target)
        }
      },
      { root: scrollerOf(element), rootMargin: `${MARGIN_PX}px` },
    )
    for (const [item, index] of places) if (!reached.has(index)) observer.observe(item)
  }

  watch(
    [list, listed],
    ([element]) => {
      observer?.disconnect()
      if (element !== null && isLong.value) observe(element)
    },
    { flush: 'post' },
  )
  onScopeDispose(() => {
    stopWaiting?.()
    observer?.disconnect()
  })

  // On paper there is no scrolling: everything is filled.
  useEventListener('beforeprint', () => {
    wasIdle.value = true
    for (let at = 0; at < toValue(count); at += 1) reached.add(at)
  })

  // Only a long list has empty items, which need the height.
  useResizeObserver(
    () => (isLong.value ? (list.value?.firstElementChild as HTMLElement | null | undefined) : null),
    ([item]) => {
      itemHeight.value = item?.borderBoxSize[0]?.blockSize ?? null
    },
  )

  return {
    listed,
    isReached: (index) => index < first || !isLong.value || reached.has(index),
    itemHeight,
  }
}
