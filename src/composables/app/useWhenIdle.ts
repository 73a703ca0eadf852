import { onScopeDispose, watch } from 'vue'
import { whenIdle } from '@/platform/frames'

/** What `useWhenIdle` returns. */
export interface UseWhenIdleReturn {
  /** Load now, because a person needs it. A load that failed is tried again. */
  readonly load: () => Promise<void>
}

/**
 * Load a part of the page when it is needed and the page is idle, once.
 *
 * @param isNeeded whether it is needed, so far
 * @param loadPart loads it; if that fails, the page goes on without it until it is asked for again
 */
export function useWhenIdle(isNeeded: () => boolean, loadPart: () => Promise<void>): UseWhenIdleReturn {
  let loading: Promise<void> | null = null
  let cancel: () => void = () => undefined
  function load(): Promise<void> {
    return (loading ??= loadPart().catch(() => {
      loading = null // the connection is gone, or a newer version has replaced the file
    }))
  }
  watch(
    isNeeded,
    (needed) => {
      cancel()
      if (needed) cancel = whenIdle(() => void load())
    },
    { immediate: true },
  )
  onScopeDispose(() => cancel())
  return { load }
}
