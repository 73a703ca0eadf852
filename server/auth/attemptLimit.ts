/** Counts failures by key and says when there were too many. In memory: a restart forgets them. */
export interface AttemptLimit {
  /** Seconds until another attempt is allowed; 0 where it is allowed now. */
  waitSeconds(key: string): number
  /** An attempt begins: it counts as a failure until `forgive` says otherwise. */
  count(key: string): void
  /** The attempt was none to be held against the key. */
  forgive(key: string): void
}

interface Failures {
  count: number
  /** When the first of them was. */
  readonly since: number
}

/** Keys that are remembered at once; beyond that the oldest are forgotten. */
const MAX_KEYS = 10_000

/** Makes a limit of `max` failures within `windowMs` of the first. */
export function createAttemptLimit(max: number, windowMs: number): AttemptLimit {
  const failures = new Map<string, Failures>()

  function current(key: string): Failures | null {
    const known = failures.get(key)
    if (!known) return null
    if (Date.now() - known.since < windowMs) return known
    failures.delete(key)
    return null
  }

  return {
    waitSeconds(key) {
      const known = current(key)
      return known && known.count >= max ? Math.ceil((known.since + windowMs - Date.now()) / 1000) : 0
    },
    count(key) {
      const known = current(key)
      if (known) {
        known.count += 1
        return
      }
      failures.set(key, { count: 1, since: Date.now() })
      const oldest = failures.size > MAX_KEYS ? failures.keys().next().value : undefined
      if (oldest !== undefined) failures.delete(oldest)
    },
    forgive(key) {
      failures.delete(key)
    },
  }
}
