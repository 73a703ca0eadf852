/** Whether the page can be seen. Without a document, as in a worker or in Node, the answer is true. */
export function isPageVisible(): boolean {
  return typeof document === 'undefined' || document.visibilityState === 'visible'
}

/**
 * Call back whenever the page is shown or hidden; never without a document.
 *
 * @returns stops listening
 */
export function onVisibilityChange(callback: (isVisible: boolean) => void): () => void {
  const page = typeof document === 'undefined' ? null : document
  const handleChange = () => callback(isPageVisible())
  page?.addEventListener('visibilitychange', handleChange)
  return () => page?.removeEventListener('visibilitychange', handleChange)
}

/** Whether the page is scrolled to its beginning. */
export function isAtTop(): boolean {
  return window.scrollY === 0
}
