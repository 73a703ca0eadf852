/** Something that is kept for as long as somebody uses it. */
export interface Lease {
  /** Use it. @returns gives it back; calling it again does nothing */
  readonly take: () => () => void
}

/**
 * Share something by counting its users.
 *
 * @param options `onFirst`: the first user came while it was not in use; `onLast`: the last one left `lingerMs` ago
 *   and nobody came back
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
