/** A shared resource that exists as long as somebody uses it. */
export interface Lease {
  /** Use the resource. @returns releases it; calling it again does nothing */
  readonly take: () => () => void
}

/**
 * Share a resource by counting its users.
 *
 * @param options `onFirst`: called when the first user takes it; `onLast`: called `lingerMs` after the last user has
 *   released it, unless there is a new one by then
 */
export function createLease(options: { onFirst: () => void; onLast: () => void; lingerMs: number }): Lease {
  let users = 0
  let isInUse = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function leave() {
    users -= 1
    if (users > 0) return
    timer = setTimeout(() => {
      isInUse = false
      options.onLast()
    }, options.lingerMs)
  }

  return {
    take() {
      clearTimeout(timer)
      users += 1
      let isTaken = true
      if (!isInUse) {
        isInUse = true
        options.onFirst()
      }
      return () => {
        if (isTaken) leave()
        isTaken = false
      }
    },
  }
}
