import { computed, ref, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { steadyNow } from '@/platform/steadyClock'
import { useClock } from './useClock'
import type { ConnectionState } from '@/transport/connectionState'

/** A shorter interruption is not shown. */
const PATIENCE_MS = 3000

/**
 * Whether a connection has been interrupted long enough to say so in words. It becomes false as soon as the connection
 * is open again.
 */
export function useTrouble(connection: MaybeRefOrGetter<ConnectionState>): ComputedRef<boolean> {
  /** When the interruption began; later attempts do not change it. */
  const since = ref<number | null>(null)
  watch(
    () => toValue(connection),
    (state) => {
      if (state.status === 'waiting') since.value ??= state.since
      else if (state.status === 'connecting') since.value ??= steadyNow()
      else since.value = null
    },
    { immediate: true },
  )
  const now = useClock(() => since.value !== null)
  return computed(() => since.value !== null && now.value - since.value >= PATIENCE_MS)
}
