/**
 * Call back when it is worth trying at once: the network is there again, or the page is looked at again (timers of
 * hidden pages and sleeping machines are late).
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
