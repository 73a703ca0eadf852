import { steadyNow } from '@/platform/steadyClock'
import type { LinkCare } from '../portMessages'

/** If a timer is this late, this page was busy or asleep, and the hub is not to blame. In milliseconds. */
const LATE_MS = 400

/** What a watch needs. */
export interface LinkWatchOptions {
  /** How to handle the present hub when it is silent; null: there is nothing to watch. */
  readonly care: () => LinkCare | null
  readonly ping: () => void
  /** The hub does not answer and is being replaced. `since`: its last message. */
  readonly onSilent: (since: number) => void
}

/** Watches whether the hub still answers: a leading tab may be frozen, and a worker may die, without notice. */
export interface LinkWatch {
  /** Does nothing while it is active. */
  readonly start: () => void
  /** The hub sent a message. */
  readonly noteMessage: () => void
  readonly stop: () => void
}

/** Make a watch; `start()` starts it. Until it is stopped it replaces each hub that does not answer. */
export function createLinkWatch(options: LinkWatchOptions): LinkWatch {
  let timer: ReturnType<typeof setTimeout> | null = null
  let lastMessageAt = 0
  let pingedAt: number | null = null

  function schedule(delayMs: number) {
    const dueAt = steadyNow() + delayMs
    timer = setTimeout(() => check(dueAt), delayMs)
  }

  function check(dueAt: number) {
    const care = options.care()
    timer = null
    if (!care) return
    const now = steadyNow()
    if (pingedAt !== null && now - dueAt < LATE_MS) {
      pingedAt = null
      options.onSilent(lastMessageAt)
      lastMessageAt = now // the next hub gets the full time
      care.revive()
    } else if (now - lastMessageAt >= care.patienceMs) {
      pingedAt = now
      options.ping()
    }
    schedule(pingedAt === null ? lastMessageAt + care.patienceMs - now : care.patienceMs)
  }

  function noteMessage() {
    lastMessageAt = steadyNow()
    pingedAt = null
  }

  return {
    start() {
      const care = options.care()
      if (timer !== null || !care) return
      noteMessage()
      schedule(care.patienceMs)
    },
    noteMessage,
    stop() {
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
