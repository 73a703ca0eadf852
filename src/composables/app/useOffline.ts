import { useOnline } from '@vueuse/core'
import { computed, ref, watch, type ComputedRef } from 'vue'
import { lastContact } from '@/platform/contact'
import { steadyNow } from '@/platform/steadyClock'
import { useClock } from './useClock'

/** Without a word from the server for this long, the browser is believed. Longer than the heartbeats of usual servers. */
const BELIEF_MS = 20_000

/**
 * Whether this device is offline. The browser says so first, but it is only believed once the server could not be reached
 * since, or was not heard for a while.
 */
export function useOffline(): ComputedRef<boolean> {
  const isOnline = useOnline()
  const since = ref(-Infinity)
  watch(isOnline, () => (since.value = steadyNow()), { immediate: true })
  const now = useClock(() => !isOnline.value)
  return computed(() => {
    if (isOnline.value) return false
    const { heardAt, missedAt } = lastContact()
    const isMissed = missedAt >= since.value && missedAt > heardAt
    return isMissed || now.value - Math.max(since.value, heardAt) >= BELIEF_MS
  })
}
