import type { LinkCare } from './portMessages'

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
  let hasHeard = false
  let hasAsked = false
  let dueAt = 0

  function plan() {
    const care = options.care()
    timer = care && setTimeout(() => look(care), care.patienceMs)
    dueAt = Date.now() + (care?.patienceMs ?? 0)
  }

  function look(care: LinkCare) {
    const isLate = Date.now() - dueAt > LATE_MS
    if (!hasHeard && hasAsked && !isLate) {
      hasAsked = false
      care.revive()
    } else if (!hasHeard) {
      hasAsked = true
      options.ping()
    }
    hasHeard = false
    plan()
  }

  return {
    start() {
      if (timer !== null) return
      hasHeard = false
      hasAsked = false
      plan()
    },
    heard() {
      hasHeard = true
      hasAsked = false
    },
    stop() {
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
