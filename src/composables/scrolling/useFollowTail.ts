import { useEventListener, useResizeObserver } from '@vueuse/core'
import { inject, provide, ref, toValue, watch, type InjectionKey, type MaybeRefOrGetter, type Ref } from 'vue'

/** Who scrolls down as near as this to the end of a box wants to follow, in pixels. */
const NEAR_END_PX = 64
/** Who has scrolled up by no more than this has not left: a finger trembles. */
const TREMBLE_PX = 24

const GROWN: InjectionKey<() => void> = Symbol('grown')

/**
 * How what is in a box says that it has grown, still in the frame in which it did: the box is then moved before that
 * frame is laid out, painted and measured, which would else be done for it twice.
 *
 * @returns does nothing where no box follows
 */
export function useGrown(): () => void {
  return inject(GROWN, () => undefined)
}

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
  let lastHeight = 0
  /** How far the reader has gone up since the box was last left to itself, in pixels. */
  let upBy = 0
  /** Whether it was the reader who ended following: what begins to be written anew does not take it up again. */
  let hasLeft = false

  function distance({ scrollHeight, clientHeight, scrollTop }: HTMLElement): number {
    return scrollHeight - clientHeight - scrollTop
  }
  function toEnd(): void {
    const element = box.value
    if (element === null || distance(element) < 1) return
    element.scrollTop = element.scrollHeight
    note(element)
  }
  function note({ scrollTop, scrollHeight }: HTMLElement): void {
    lastTop = scrollTop
    lastHeight = scrollHeight
  }
  function keepUp(): void {
    if (following.value) toEnd()
  }
  function follow(): void {
    following.value = true
    hasLeft = false
    upBy = 0
  }
  function letGo(): void {
    if (following.value) hasLeft = true
    following.value = false
  }
  function jump(): void {
    follow()
    toEnd()
  }
  /** What is written from its beginning is followed by everybody. */
  function begin(): void {
    const isAnew = box.value !== null && box.value.scrollHeight <= box.value.clientHeight
    if (isAnew || !hasLeft) jump()
  }
  /** Added up, since between two small steps the box may be moved to the end again. */
  function goUp(pixels: number): void {
    upBy += pixels
    if (upBy > TREMBLE_PX) letGo()
  }
  function handleScroll(): void {
    const element = box.value
    if (element === null) return
    // Growth never lowers scrollTop, and what is far away may turn out less high than it was taken for: the rest is a
    // reader's doing. Off the end but not upwards is text that came meanwhile.
    const change = element.scrollTop - lastTop
    const hasShrunk = element.scrollHeight < lastHeight
    note(element)
    if (!following.value) {
      if (change >= 0 && distance(element) <= NEAR_END_PX) follow()
    } else if (change > 0) upBy = 0
    else if (!hasShrunk) goUp(-change)
  }
  function handleSelection(): void {
    const selection = document.getSelection()
    if (!selection || selection.isCollapsed) return
    if (box.value?.contains(selection.anchorNode)) letGo()
  }

  useEventListener(box, 'scroll', handleScroll, { passive: true })
  useEventListener(() => document, 'selectionchange', handleSelection)
  // What grows in another way, a picture say, or a box that grows smaller.
  useResizeObserver([box, content], keepUp)
  provide(GROWN, keepUp)
  watch(
    () => toValue(live),
    (on) => {
      // A frame later: the page, which changes in many places when a stage begins, would else be laid out twice.
      if (on) requestAnimationFrame(begin)
    },
  )
  return { following, jump, letGo }
}
