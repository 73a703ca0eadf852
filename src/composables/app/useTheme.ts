import { useMediaQuery } from '@vueuse/core'
import { computed, ref, watchEffect, type ComputedRef } from 'vue'
import { keep, readKept } from '@/platform/keptValue'

/** The dark and the light theme. */
export type Theme = 'projector' | 'paper'

/** The key is shared with `public/theme.js`, which sets the theme before the first paint. */
const KEY = 'dailies:theme'

/** What `useTheme` returns. */
export interface UseThemeReturn {
  readonly theme: ComputedRef<Theme>
  /** Change to the other theme, and remember it. */
  toggle: () => void
}

function chosenTheme(): Theme | null {
  const kept = readKept('localStorage', KEY)
  return kept === 'projector' || kept === 'paper' ? kept : null
}

/** One for the whole page, so that the choice outlives the views even if the browser cannot store it. */
const chosen = ref(chosenTheme())

/** The theme of the page: the user's choice, else that of the system, else dark. It follows changes of the system. */
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
