import { shallowRef, type Component, type ShallowRef } from 'vue'
import { loadTexts } from '@/locales/i18n'
import type { TextGroup } from '@/locales/locales'
import { useWhenIdle, type UseWhenIdleReturn } from './useWhenIdle'

/** What `useLatePart` returns. */
export interface UseLatePartReturn extends UseWhenIdleReturn {
  /** The component; null until it has come. */
  readonly part: Readonly<ShallowRef<Component | null>>
}

/**
 * A component that comes with its texts when it is needed and the page is idle.
 *
 * @param isNeeded whether it is needed, so far
 * @param load imports it
 * @param groups its texts
 */
export function useLatePart(
  isNeeded: () => boolean,
  load: () => Promise<{ readonly default: Component }>,
  groups: readonly TextGroup[],
): UseLatePartReturn {
  const part = shallowRef<Component | null>(null)
  const whenIdle = useWhenIdle(isNeeded, async () => {
    const [module] = await Promise.all([load(), ...groups.map(loadTexts)])
    part.value = module.default
  })
  return { part, ...whenIdle }
}
