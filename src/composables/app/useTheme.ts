import { useMediaQuery } from '@vueuse/core'
import { computed, ref, watchEffect, type ComputedRef } from 'vue'
import { keep, readKept } from '@/platform/keptValue'

/** The two looks: the dark room and the light table. */
export type Theme = 'projector' | 'paper'

/** The key is shared with `public/theme.js`, which sets the theme before the first paint. */
const KEY = 'dailies:theme'

/** What `useTheme` gives. */
export interface UseThemeReturn {
  readonly theme: ComputedRef<Theme>
  /** Change to the other theme, and remember it. */
  toggle: () => void
}

function chosenTheme(): Theme | null {
  const kept = readKept('localStorage', KEY)
  return kept === 'projector' || kept === 'paper' ? kept : null
}

/** One for the whole page: it outlives the views, also where the browser forbids keeping it. */
const chosen = ref(chosenTheme())

/** The theme of the page: the person's choice, else the system's, followed while it changes; dark where it states none. */
export function useTheme(): UseThemeReturn {
  const systemIsLight = useMediaQuery('(prefers-color-scheme: light)')
  const theme = computed(() => chosen.value ?? (systemIsLight.value ? 'paper' : 'projector'))
  watchEffect(() => {
    document.documentElement.dataset['theme'] = theme.value
  })
  function toggle() {
    chosen.value = theme.value === 'paper' ? 'projector' : 'paper'
    keep('localStorage', KEY, chosen.value)
  }
  return { theme, toggle }
}
