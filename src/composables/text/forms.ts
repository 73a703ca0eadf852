/**
 * Enter in a form of text: with Ctrl or ⌘ it submits the form from any of its fields, and one that ends an input method's
 * composition picks a word and submits nothing.
 */
export function handleFormEnter(event: KeyboardEvent): void {
  const { isComposing, currentTarget } = event
  if (!isComposing && !event.ctrlKey && !event.metaKey) return
  event.preventDefault()
  if (!isComposing && currentTarget instanceof HTMLFormElement) currentTarget.requestSubmit()
}

/** Focus the first field of a form that has a problem. Its words are read with it. */
export function focusFirstProblem(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}
