import { computed, shallowRef, type ComputedRef } from 'vue'
import { keep, readKept } from '@/platform/keptValue'
import { askToNotify, notifyPermission } from '@/platform/notifications'

const KEY = 'dailies.desktop-notices'

const isWanted = shallowRef(readKept('localStorage', KEY) === 'on')
const permission = shallowRef(notifyPermission())

/** Whether outcomes are told by the system while the page is hidden; `denied`: wanted, but the browser forbids it. */
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

/** Whether outcomes of tasks are told by the system while the page is hidden, for this browser. */
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
