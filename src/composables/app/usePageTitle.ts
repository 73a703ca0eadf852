import { toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/** Set the title of the browser tab: `桃花源记 · Dailies`, or only the product's name while `title` is null. */
export function usePageTitle(title: MaybeRefOrGetter<string | null>): void {
  watchEffect(() => {
    const own = toValue(title)
    document.title = own ? `${own} · Dailies` : 'Dailies'
  })
}
