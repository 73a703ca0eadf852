import { readonly, shallowRef } from 'vue'

/** Something that is said to a person who does not see the page. */
export interface Announcement {
  /** Counts all announcements of the page, from 1. */
  readonly id: number
  readonly text: string
}

/** How many announcements stay in the page. A screen reader speaks each one when it is added. */
const KEPT = 3

const list = shallowRef<readonly Announcement[]>([])

/** The last announcements, the newest last. */
export const announcements = readonly(list)

/** Have a screen reader say something when it has finished what it is saying. */
export function announce(text: string): void {
  const id = (list.value.at(-1)?.id ?? 0) + 1
  list.value = [...list.value, { id, text }].slice(-KEPT)
}
