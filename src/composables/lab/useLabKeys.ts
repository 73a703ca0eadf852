import { useEventListener } from '@vueuse/core'

/** Whether the focused element takes text input. */
function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  )
}

/** Keyboard shortcuts of the lab: `/` moves the focus to the search. */
export function useLabKeys(onSearch: () => void): void {
  useEventListener(document, 'keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (takesText(event.target)) return
    event.preventDefault()
    onSearch()
  })
}
