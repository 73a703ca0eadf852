/** Where a value is kept: in this browser, or in this tab until it is closed. */
export type Keeper = 'localStorage' | 'sessionStorage'

/** Read the value of `key`; null if there is none, or if the browser blocks storage. */
export function readKept(keeper: Keeper, key: string): string | null {
  try {
    return globalThis[keeper].getItem(key)
  } catch {
    return null // storage is blocked: the page works without it
  }
}

/** Read the JSON value of `key`; null if there is none, or none that this product has written. */
export function readKeptJson(keeper: Keeper, key: string): unknown {
  try {
    return JSON.parse(readKept(keeper, key) ?? 'null')
  } catch {
    return null // not JSON: another version, or damage
  }
}

/**
 * Keep `value` under `key`; null removes it.
 *
 * @returns false if the browser blocks storage or has no room
 */
export function keep(keeper: Keeper, key: string, value: string | null): boolean {
  try {
    if (value === null) globalThis[keeper].removeItem(key)
    else globalThis[keeper].setItem(key, value)
    return true
  } catch {
    return false
  }
}

/** Remove everything that is kept there. */
export function forgetKept(keeper: Keeper): void {
  try {
    globalThis[keeper].clear()
  } catch {
    return // nothing could be kept
  }
}

/**
 * Call back when another tab changed `key` in `localStorage`. There are no other tabs without a window, as in Node.
 *
 * @returns stops listening
 */
export function onKeptElsewhere(key: string, callback: () => void): () => void {
  const page = typeof window === 'undefined' ? null : window
  const handleStorage = (event: StorageEvent) => {
    // The key is null when the tab cleared the whole storage.
    if (event.key === key || event.key === null) callback()
  }
  page?.addEventListener('storage', handleStorage)
  return () => page?.removeEventListener('storage', handleStorage)
}
