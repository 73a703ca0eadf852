/** Whether a key press belongs to text input: to a field, or to an input method that is composing. */
export function isTyping({ target, isComposing }: KeyboardEvent): boolean {
  const field = 'input, textarea, select, [contenteditable]'
  return isComposing || (target instanceof HTMLElement && target.closest(field) !== null)
}

/**
 * Whether a key press may be meant for the page: nothing else has used it, it is no text input and no command of the
 * system, and no dialog is open.
 */
export function isForPage(event: KeyboardEvent): boolean {
  return (
    !event.defaultPrevented && !event.metaKey && !isTyping(event) && !document.querySelector('dialog[open]')
  )
}
