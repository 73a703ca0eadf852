/**
 * The Web Locks of the browser; null if it has none, as outside of secure origins. A browser that blocks the data of a
 * site has them and refuses each request.
 */
export function webLocks(): LockManager | null {
  return typeof navigator === 'undefined' || !('locks' in navigator) ? null : navigator.locks
}

/** Whether a lock was not held to the end because the request was aborted or the lock was stolen. */
function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

/** How to request a lock. `steal` takes it from its holder; `ifAvailable` gives up at once if there is one. */
export type LockRequest =
  | { readonly steal: true }
  | { readonly signal: AbortSignal }
  | { readonly ifAvailable: true }
  | Record<string, never>

/**
 * How a request for a lock ended. `lost`: it was aborted, the lock was stolen, or it was not available; `denied`: the browser
 * refuses locks, so they are no more use than where they do not exist.
 */
export type LockEnd = 'released' | 'lost' | 'denied'

/** Request a lock and hold it until `work` settles. It rejects only if `work` does. */
export async function holdLock(
  locks: LockManager,
  name: string,
  request: LockRequest,
  work: () => Promise<void>,
): Promise<LockEnd> {
  let isGranted = false
  try {
    await locks.request(name, request, (lock) => {
      isGranted = lock !== null
      return isGranted ? work() : undefined
    })
    return isGranted ? 'released' : 'lost'
  } catch (error) {
    if (isAbort(error)) return 'lost'
    if (!isGranted) return 'denied'
    throw error
  }
}

/** Call back when no one holds the lock `name` any more. @returns stops waiting */
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
