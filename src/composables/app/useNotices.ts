import { readonly, shallowRef } from 'vue'

/** Something a notice offers to do; doing it closes the notice. */
export interface NoticeAction {
  readonly label: string
  readonly run: () => void
}

/** A short message at the edge of the page, which stays until it is closed. */
export interface Notice {
  /** A notice with the id of one on screen takes its place. */
  readonly id: string
  readonly text: string
  readonly tone?: 'plain' | 'failed'
  readonly action?: NoticeAction
}

const list = shallowRef<readonly Notice[]>([])

/** The notices on screen, the newest last. */
export const notices = readonly(list)

/** Show a notice. @returns what takes it away */
export function showNotice(notice: Notice): () => void {
  list.value = [...list.value.filter(({ id }) => id !== notice.id), notice]
  return () => closeNotice(notice.id)
}

/** Take a notice away, if it is still there. */
export function closeNotice(id: string): void {
  list.value = list.value.filter((notice) => notice.id !== id)
}
