import { ref, watch, type Ref, type WatchSource } from 'vue'

/** Whoever waits longer than this for an answer wants to know whether it is the page or the server. In milliseconds. */
const SLOW_MS = 5_000

/** Whether the server is slow to answer what is being sent. */
export function useSlowAnswer(isSending: WatchSource<boolean>): Readonly<Ref<boolean>> {
  return useLasting(isSending, SLOW_MS)
}

/**
 * Whether something has been the case for some time without a break, so that what passes quickly is not shown.
 *
 * @param afterMs how long it must have lasted
 */
export function useLasting(isSo: WatchSource<boolean>, afterMs: number): Readonly<Ref<boolean>> {
  const hasLasted = ref(false)
  watch(
    isSo,
    (now, _before, onCleanup) => {
      hasLasted.value = false
      if (!now) return
      const timer = setTimeout(() => (hasLasted.value = true), afterMs)
      onCleanup(() => clearTimeout(timer))
    },
    { immediate: true },
  )
  return hasLasted
}
