import { computed, shallowRef, type ComputedRef } from 'vue'
import { keep, readKept } from '@/platform/keptValue'
import { askToNotify, notifyPermission } from '@/platform/notifications'

const KEY = 'dailies.desktop-notices'

const isWanted = shallowRef(readKept('localStorage', KEY) === 'on')
const permission = shallowRef(notifyPermission())

/**
 * Whether the operating system shows the outcomes of tasks while the page is hidden. `denied`: the person wants it, but the
 * browser forbids it.
 */
export type DesktopNotices = 'missing' | 'off' | 'on' | 'denied'

/** What `useDesktopNotices` returns. */
export interface UseDesktopNoticesReturn {
  readonly state: ComputedRef<DesktopNotices>
  /** Turn it on or off. Turning it on asks the person, so only a press may lead here. */
  readonly set: (isOn: boolean) => Promise<void>
}

const state = computed((): DesktopNotices => {
  if (permission.value === 'missing') return 'missing'
  if (!isWanted.value) return 'off'
  return permission.value === 'granted' ? 'on' : 'denied'
})

/** The choice whether the operating system shows the outcomes of tasks while the page is hidden. This browser keeps it. */
export function useDesktopNotices(): UseDesktopNoticesReturn {
  return {
    state,
    async set(isOn) {
      isWanted.value = isOn
      keep('localStorage', KEY, isOn ? 'on' : null)
      permission.value = isOn ? await askToNotify() : notifyPermission()
    },
  }
}
