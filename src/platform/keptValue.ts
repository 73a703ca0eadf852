/** Where a value is kept: with this browser, or with this tab until it closes. */
export type Keeper = 'localStorage' | 'sessionStorage'

/** Read what was kept under `key`; null where there is nothing, or where the browser forbids keeping. */
export function readKept(keeper: Keeper, key: string): string | null {
  try {
    return window[keeper].getItem(key)
  } catch {
    return null // storage is blocked: the page works, it only does not remember
  }
}

/**
 * Keep `value` under `key`; null forgets it.
 *
 * @returns false where the browser forbids it or has no room
 */
export function keep(keeper: Keeper, key: string, value: string | null): boolean {
  try {
    if (value === null) window[keeper].removeItem(key)
    else window[keeper].setItem(key, value)
    return true
  } catch {
    return false
  }
}

/** Forget everything that is kept there. */
export function forgetKept(keeper: Keeper): void {
  try {
    window[keeper].clear()
  } catch {
    return // nothing could be kept
  }
}
