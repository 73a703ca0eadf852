import { useTitle } from '@vueuse/core'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

/** Name the page in the browser's tab: `桃花源记 · Dailies`; only the product's name while there is no other. */
export function usePageTitle(title: MaybeRefOrGetter<string | null>): void {
  useTitle(
    computed(() => {
      const own = toValue(title)
      return own ? `${own} · Dailies` : 'Dailies'
    }),
  )
}
