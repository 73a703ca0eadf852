/**
 * Call back when a new attempt is likely to succeed: the network returned, or the page is shown again (timers of hidden
 * pages and sleeping machines fire late).
 *
 * @returns stops listening
 */
export function onWake(callback: () => void): () => void {
  const page = typeof document === 'undefined' ? null : document
  const network = typeof addEventListener === 'undefined' ? null : globalThis
  const handleVisibility = () => {
    if (page?.visibilityState === 'visible') callback()
  }
  page?.addEventListener('visibilitychange', handleVisibility)
  network?.addEventListener('online', callback)
  return () => {
    page?.removeEventListener('visibilitychange', handleVisibility)
    network?.removeEventListener('online', callback)
  }
}
