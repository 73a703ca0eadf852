/** The browser's locks; null where it has none, or forbids them outside of secure origins. */
export function webLocks(): LockManager | null {
  return typeof navigator === 'undefined' || !('locks' in navigator) ? null : navigator.locks
}

/** A lock that was not given: the request was withdrawn, or the lock was stolen. */
function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

/** How to ask for a lock. `steal` takes it from whoever holds it. */
export type LockWish = { readonly steal: true } | { readonly signal: AbortSignal } | Record<string, never>

/**
 * Ask for a lock and hold it until `work` settles.
 *
 * @returns whether it was held to the end: false where the wish was withdrawn or the lock was stolen
 */
export async function holdLock(
  locks: LockManager,
  name: string,
  wish: LockWish,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await locks.request(name, wish, work)
    return true
  } catch (error) {
    if (isAbort(error)) return false
    throw error
  }
}

/** Call back when nobody holds the lock `name` any more. @returns stops waiting */
export function whenLockIsFree(name: string, callback: () => void): () => void {
  const locks = webLocks()
  if (!locks) return () => undefined
  const controller = new AbortController()
  void holdLock(locks, name, { signal: controller.signal }, () => {
    if (!controller.signal.aborted) callback()
    return Promise.resolve()
  })
  return () => controller.abort()
}
