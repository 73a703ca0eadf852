import { useEventListener } from '@vueuse/core'

/** Whether keys belong to what is focused: it is written into. */
function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  )
}

/** The lab's keys that hold on the whole page: `/` goes to the search. */
export function useLabKeys(onSearch: () => void): void {
  useEventListener(document, 'keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (isWriting(event.target)) return
    event.preventDefault()
    onSearch()
  })
}
