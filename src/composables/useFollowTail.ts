import { useEventListener, useResizeObserver } from '@vueuse/core'
import { ref, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'

/** So near to its end a box counts as being there, in pixels. */
const NEAR_END_PX = 24

/** What `useFollowTail` needs to know. */
export interface UseFollowTailOptions {
  /** The element that scrolls. */
  readonly box: Readonly<Ref<HTMLElement | null>>
  /** What grows inside it. */
  readonly content: Readonly<Ref<HTMLElement | null>>
  /** Whether more is being written. What is finished opens at its beginning. */
  readonly live: MaybeRefOrGetter<boolean>
}

/** What `useFollowTail` gives. */
export interface UseFollowTailReturn {
  /** Whether the box keeps showing the end as it grows. */
  readonly following: Readonly<Ref<boolean>>
  /** Go to the end and follow again. */
  readonly jump: () => void
  /** Stay where the box is, as if the reader had scrolled. */
  readonly letGo: () => void
}

/**
 * Keep the end of a growing box in view, until the reader scrolls up or selects something in it; scrolling back to
 * the end takes up following again.
 */
export function useFollowTail({ box, content, live }: UseFollowTailOptions): UseFollowTailReturn {
  const following = ref(toValue(live))
  let lastTop = 0

  function toEnd(): void {
    if (box.value === null) return
    box.value.scrollTop = box.value.scrollHeight
    lastTop = box.value.scrollTop
  }
  function jump(): void {
    following.value = true
    toEnd()
  }
  function handleScroll(): void {
    const element = box.value
    if (element === null) return
    // Growth never lowers scrollTop: only a reader does. Off the end but not upwards is text that came meanwhile.
    const wentUp = element.scrollTop < lastTop
    lastTop = element.scrollTop
    if (following.value && !wentUp) return
    following.value = element.scrollHeight - element.clientHeight - element.scrollTop <= NEAR_END_PX
  }
  function handleSelection(): void {
    const selection = document.getSelection()
    if (!selection || selection.isCollapsed) return
    if (box.value?.contains(selection.anchorNode)) following.value = false
  }

  useEventListener(box, 'scroll', handleScroll, { passive: true })
  useEventListener(() => document, 'selectionchange', handleSelection)
  useResizeObserver(content, () => {
    if (following.value) toEnd()
  })
  watch(
    () => toValue(live),
    (on) => {
      if (on) jump()
    },
  )
  return { following, jump, letGo: () => (following.value = false) }
}
