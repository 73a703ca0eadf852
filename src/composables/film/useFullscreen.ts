import { onScopeDispose, readonly, ref, type Ref } from 'vue'
import { canFillScreen, onFullscreen, toggleFullscreen } from '@/platform/fullscreen'

/** What `useFullscreen` returns. */
export interface UseFullscreenReturn {
  readonly isSupported: boolean
  /** Whether the element fills the screen. */
  readonly isOn: Readonly<Ref<boolean>>
  readonly toggle: () => void
}

/** Let an element fill the screen. */
export function useFullscreen(element: () => HTMLElement | null): UseFullscreenReturn {
  const isOn = ref(false)
  onScopeDispose(onFullscreen((filling) => (isOn.value = filling !== null && filling === element())))
  return {
    isSupported: canFillScreen(),
    isOn: readonly(isOn),
    toggle() {
      const target = element()
      if (target) void toggleFullscreen(target)
    },
  }
}
