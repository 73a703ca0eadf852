import { useIntervalFn } from '@vueuse/core'
import {
  hasInjectionContext,
  inject,
  ref,
  toValue,
  watch,
  type InjectionKey,
  type MaybeRefOrGetter,
  type Ref,
} from 'vue'

/** Provided by a page that shows another time than the present. */
export const CLOCK: InjectionKey<Readonly<Ref<number>>> = Symbol('clock')

/**
 * The time, updated at an interval: once a second for running durations.
 *
 * @param active whether the clock runs; when it becomes true, the time is updated at once
 * @returns milliseconds since the epoch
 */
export function useClock(active: MaybeRefOrGetter<boolean>, intervalMs = 1000): Readonly<Ref<number>> {
  const given = hasInjectionContext() ? inject(CLOCK, null) : null
  if (given !== null) return given
  const now = ref(Date.now())
  const tick = () => {
    now.value = Date.now()
  }
  const { pause, resume } = useIntervalFn(tick, intervalMs, { immediate: false })
  watch(
    () => toValue(active),
    (on) => {
      tick()
      if (on) resume()
      else pause()
    },
    { immediate: true },
  )
  return now
}
