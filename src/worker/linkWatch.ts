/** A hub that has said nothing for this long is asked; one that has not answered after as long again is replaced. */
const PING_INTERVAL_MS = 700
/** A timer that is this late says more about this page than about the hub. */
const LATE_MS = 400

/** What a watch works with. */
export interface LinkWatchOptions {
  readonly ping: () => void
  /** The hub does not answer. Called again while that lasts. */
  readonly onSilence: () => void
}

/** Watches whether the hub still answers: a frozen tab goes on to lead, and a worker can die, without a word. */
export interface LinkWatch {
  /** Does nothing while it is at work. */
  readonly start: () => void
  readonly heard: () => void
  readonly stop: () => void
}

/** Make a watch that is not at work yet. */
export function createLinkWatch(options: LinkWatchOptions): LinkWatch {
  let timer: ReturnType<typeof setTimeout> | null = null
  let hasHeard = false
  let hasAsked = false
  let dueAt = 0

  function plan() {
    dueAt = Date.now() + PING_INTERVAL_MS
    timer = setTimeout(look, PING_INTERVAL_MS)
  }

  function look() {
    const isLate = Date.now() - dueAt > LATE_MS
    if (!hasHeard && hasAsked && !isLate) {
      hasAsked = false
      options.onSilence()
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
