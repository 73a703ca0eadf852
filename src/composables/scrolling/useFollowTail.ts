import { useEventListener, useResizeObserver } from '@vueuse/core'
import { inject, provide, ref, toValue, watch, type InjectionKey, type MaybeRefOrGetter, type Ref } from 'vue'

/** Scrolling down to within this distance of the end resumes following, in pixels. */
const NEAR_END_PX = 64
/** Scrolling up by no more than this does not stop following, because a finger may tremble, in pixels. */
const TREMBLE_PX = 24

const GROWN: InjectionKey<() => void> = Symbol('grown')

/**
 * For the content of a box: report that it has grown, in the same frame. The box then scrolls before that frame is laid
 * out, which saves a second layout.
 *
 * @returns reports growth; does nothing outside a following box
 */
export function useGrown(): () => void {
  return inject(GROWN, () => undefined)
}

/** Options of `useFollowTail`. */
export interface UseFollowTailOptions {
  /** The element that scrolls. */
  readonly box: Readonly<Ref<HTMLElement | null>>
  /** What grows inside it. */
  readonly content: Readonly<Ref<HTMLElement | null>>
  /** Whether more content is still arriving. Finished content opens at its beginning. */
  readonly live: MaybeRefOrGetter<boolean>
}

/** What `useFollowTail` returns. */
export interface UseFollowTailReturn {
  /** Whether the box keeps showing the end as it grows. */
  readonly following: Readonly<Ref<boolean>>
  /** Whether the box shows its end. */
  readonly atEnd: Readonly<Ref<boolean>>
  /** Go to the end and follow again. */
  readonly jump: () => void
  /** Stay where the box is, as if the reader had scrolled. */
  readonly letGo: () => void
}

/**
 * Keep the end of a growing box in view until the reader scrolls up or selects something in it. Scrolling back to the
 * end resumes following.
 */
export function useFollowTail({ box, content, live }: UseFollowTailOptions): UseFollowTailReturn {
  const following = ref(toValue(live))
  const atEnd = ref(true)
  let lastTop = 0
  let lastHeight = 0
  /** How far the reader has scrolled up since following began, in pixels. */
  let upBy = 0
  /** Whether the reader has ended following; then new content does not resume it. */
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
    else if (box.value !== null) atEnd.value = distance(box.value) <= NEAR_END_PX
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
  /** Content that starts from its beginning is always followed. */
  function begin(): void {
    const isAnew = box.value !== null && box.value.scrollHeight <= box.value.clientHeight
    if (isAnew || !hasLeft) jump()
  }
  /**
   * What is finished is read from its beginning, unless somebody is at it: nothing moves under a pointer, a selection or
   * the keyboard's focus.
   */
  function showBeginning(): void {
    const element = box.value
    if (element === null || !following.value || toValue(live)) return
    if (element.matches(':hover, :focus, :focus-within')) return
    following.value = false
    element.scrollTop = 0
    note(element)
  }
  /** Added up, because the box may scroll to the end between two small steps. */
  function goUp(pixels: number): void {
    upBy += pixels
    if (upBy > TREMBLE_PX) letGo()
  }
  function handleScroll(): void {
    const element = box.value
    if (element === null) return
    // Growth never lowers scrollTop, though estimated heights may shrink it; anything else is the reader. Being off the
    // end without moving up means that text has arrived.
    const change = element.scrollTop - lastTop
    const hasShrunk = element.scrollHeight < lastHeight
    note(element)
    atEnd.value = distance(element) <= NEAR_END_PX
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
  // Other changes of size, such as a loaded picture or a smaller box.
  useResizeObserver([box, content], keepUp)
  provide(GROWN, keepUp)
  watch(
    () => toValue(live),
    (on) => {
      // A frame later, because the start of a stage changes the page in many places and would cause a second layout.
      if (on) requestAnimationFrame(begin)
      else requestAnimationFrame(showBeginning)
    },
  )
  return { following, atEnd, jump, letGo }
}
