import { markRaw } from 'vue'
import { toast } from 'vue-sonner'
import NoticeCard from './NoticeCard.vue'

/** Something a notice offers to do; doing it closes the notice. */
export interface NoticeAction {
  readonly label: string
  readonly run: () => void
}

/** A short message at the edge of the page. */
export interface Notice {
  /** A notice with the id of one on screen takes its place. */
  readonly id?: string
  readonly text: string
  readonly tone?: 'plain' | 'failed'
  readonly action?: NoticeAction
  /** How long it stays, in milliseconds; without it until it is closed. */
  readonly durationMs?: number
}

/** Show a notice. @returns what takes it away */
export function showNotice({ id, durationMs = Infinity, ...props }: Notice): () => void {
  const shown = toast.custom(markRaw(NoticeCard), {
    ...(id !== undefined && { id }),
    duration: durationMs,
    componentProps: props,
  })
  return () => void toast.dismiss(shown)
}
