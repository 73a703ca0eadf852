/** Limits failed attempts per key. It is kept in memory, so a restart forgets all failures. */
export interface AttemptLimit {
  /** Seconds until the next attempt is allowed; 0 means now. */
  waitSeconds(key: string): number
  /** Count an attempt that begins. It counts as a failure until `forgive` is called. */
  count(key: string): void
  /** Forget all failures of a key, after a successful attempt. */
  forgive(key: string): void
}

interface Failures {
  count: number
  /** The time of the first failure. */
  readonly since: number
}

/** How many keys are remembered; beyond that the oldest are forgotten. */
const MAX_KEYS = 10_000

/** A limit of `max` failures within `windowMs` of the first. */
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
