/** Whether a key press belongs to text input: to a field, or to an input method that is composing. */
export function isTyping({ target, isComposing }: KeyboardEvent): boolean {
  const field = 'input, textarea, select, [contenteditable]'
  return isComposing || (target instanceof HTMLElement && target.closest(field) !== null)
}
