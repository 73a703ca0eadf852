import { readonly, shallowRef } from 'vue'

/** An action that a notice offers; running it closes the notice. */
export interface NoticeAction {
  readonly label: string
  readonly run: () => void
}

/** A short message at the edge of the page, which stays until it is closed. */
export interface Notice {
  /** A notice replaces one with the same id. */
  readonly id: string
  readonly text: string
  readonly tone?: 'plain' | 'failed'
  readonly action?: NoticeAction
}

const list = shallowRef<readonly Notice[]>([])

/** The notices on screen, the newest last. */
export const notices = readonly(list)

/** Show a notice. @returns closes it */
export function showNotice(notice: Notice): () => void {
  list.value = [...list.value.filter(({ id }) => id !== notice.id), notice]
  return () => closeNotice(notice.id)
}

/** Close a notice, if it is still open. */
export function closeNotice(id: string): void {
  list.value = list.value.filter((notice) => notice.id !== id)
}
