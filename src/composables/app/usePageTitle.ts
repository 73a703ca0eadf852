import { useTitle } from '@vueuse/core'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

/** Set the title of the browser tab: `桃花源记 · Dailies`, or only the product's name while `title` is null. */
export function usePageTitle(title: MaybeRefOrGetter<string | null>): void {
  useTitle(
    computed(() => {
      const own = toValue(title)
      return own ? `${own} · Dailies` : 'Dailies'
    }),
  )
}
