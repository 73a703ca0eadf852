import { shallowRef, toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/** Stands before the title of every page, such as `62 % · `; `''` for nothing. */
export const titlePrefix = shallowRef('')

/** Set the title of the browser tab: `桃花源记 · Dailies`, or only the product's name while `title` is null. */
export function usePageTitle(title: MaybeRefOrGetter<string | null>): void {
  watchEffect(() => {
    const own = toValue(title)
    document.title = titlePrefix.value + (own ? `${own} · Dailies` : 'Dailies')
  })
}
