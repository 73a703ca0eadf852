import { computed, ref, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useClock } from './useClock'
import type { ConnectionState } from '@/transport/connectionState'

/** A hitch shorter than this is not worth words. */
const PATIENCE_MS = 3000

/**
 * Whether a connection has been away for so long that the person should be told in words. A short break never is,
 * and an open connection ends it at once.
 */
export function useTrouble(connection: MaybeRefOrGetter<ConnectionState>): ComputedRef<boolean> {
  /** When the trouble began; attempts in between do not make it younger. */
  const since = ref<number | null>(null)
  watch(
    () => toValue(connection),
    (state) => {
      if (state.status === 'waiting') since.value ??= state.since
      else if (state.status === 'connecting') since.value ??= Date.now()
      else since.value = null
    },
    { immediate: true },
  )
  const now = useClock(() => since.value !== null)
  return computed(() => since.value !== null && now.value - since.value >= PATIENCE_MS)
}
