import { useEventListener } from '@vueuse/core'
import { isTyping } from '@/platform/typing'

/** Keyboard shortcuts of the lab: `/` moves the focus to the search. */
export function useLabKeys(onSearch: () => void): void {
  useEventListener(document, 'keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
    event.preventDefault()
    onSearch()
  })
}
