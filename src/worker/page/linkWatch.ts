import type { LinkCare } from '../portMessages'

/** A timer that is this late says more about this page than about the hub, in milliseconds. */
const LATE_MS = 400

/** What a watch works with. */
export interface LinkWatchOptions {
  /** What can be done about the hub that is there now; null: nothing is to be watched. */
  readonly care: () => LinkCare | null
  readonly ping: () => void
}

/** Watches whether the hub still answers: a frozen tab goes on to lead, and a worker can die, without a word. */
export interface LinkWatch {
  /** Does nothing while it is at work. */
  readonly start: () => void
  readonly heard: () => void
  readonly stop: () => void
}

/** Make a watch that is not at work yet. It goes on to revive a hub that does not answer until it is stopped. */
export function createLinkWatch(options: LinkWatchOptions): LinkWatch {
  let timer: ReturnType<typeof setTimeout> | null = null
  let heardAt = 0
  let askedAt: number | null = null

  function plan(delayMs: number) {
    const dueAt = Date.now() + delayMs
    timer = setTimeout(() => look(dueAt), delayMs)
  }

  function look(dueAt: number) {
    const care = options.care()
    timer = null
    if (!care) return
    const now = Date.now()
    if (askedAt !== null && now - dueAt < LATE_MS) {
      askedAt = null
      heardAt = now // another one gets its time
      care.revive()
    } else if (now - heardAt >= care.patienceMs) {
      askedAt = now
      options.ping()
    }
    plan(askedAt === null ? heardAt + care.patienceMs - now : care.patienceMs)
  }

  function heard() {
    heardAt = Date.now()
    askedAt = null
  }

  return {
    start() {
      const care = options.care()
      if (timer !== null || !care) return
      heard()
      plan(care.patienceMs)
    },
    heard,
    stop() {
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
