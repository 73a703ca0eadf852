import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { hasSmallWindows, openSmallWindow } from '@/platform/smallWindow'

/** What `useSmallWindow` returns. */
export interface UseSmallWindowReturn {
  readonly isSupported: boolean
  /** The small window; null while there is none. */
  readonly small: Readonly<ShallowRef<Window | null>>
  readonly toggle: () => Promise<void>
}

/** The longer side of a new window, in pixels. The person may change it. */
const LONG_SIDE = 480

/**
 * Let a part of the page stand in a window of its own, above all others. The element itself is moved there and back, past
 * Vue: it must be the only child of its parent.
 *
 * @param part the element, while it is on the page
 * @param ratio its width to its height
 */
export function useSmallWindow(part: () => Element | null, ratio: () => number): UseSmallWindowReturn {
  let bringBack: () => void = () => undefined
  const small = shallowRef<Window | null>(null)
  function end() {
    bringBack()
    bringBack = () => undefined
    small.value = null
  }
  onScopeDispose(() => small.value?.close())
  return {
    isSupported: hasSmallWindows(),
    small,
    async toggle() {
      if (small.value !== null) {
        small.value.close()
        end()
        return
      }
      const shape = ratio()
      const width = Math.round(shape >= 1 ? LONG_SIDE : LONG_SIDE * shape)
      const opened = await openSmallWindow({ width, height: Math.round(width / shape) }, end)
      const [element, home] = [part(), part()?.parentElement]
      if (opened === null || !element || !home) return opened?.close()
      opened.document.body.append(element)
      bringBack = () => home.append(element)
      small.value = opened
    },
  }
}
