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
import { steadyNow } from '@/platform/steadyClock'

/** Provided by a page that shows another time than the present. */
export const CLOCK: InjectionKey<Readonly<Ref<number>>> = Symbol('clock')

/**
 * Provided by a page of a project: the time by the server's clock, for the durations of what runs there. It stands still
 * where nothing is known to go on.
 */
export const RUN_CLOCK: InjectionKey<Readonly<Ref<number>>> = Symbol('run clock')

/**
 * The time, updated at an interval: once a second for running durations.
 *
 * @param active whether the clock runs; when it becomes true, the time is updated at once
 * @returns milliseconds since the epoch
 */
export function useClock(active: MaybeRefOrGetter<boolean>, intervalMs = 1000): Readonly<Ref<number>> {
  const given = hasInjectionContext() ? inject(CLOCK, null) : null
  if (given !== null) return given
  const now = ref(steadyNow())
  const tick = () => {
    now.value = steadyNow()
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

/** The time of the run around a component; where no page provides it, this machine's, which runs while `active`. */
export function useRunClock(active: MaybeRefOrGetter<boolean>): Readonly<Ref<number>> {
  const given = hasInjectionContext() ? inject(RUN_CLOCK, null) : null
  return given ?? useClock(active)
}
