import { selectIsActive } from '@/pipeline/selectors'
import type { ProjectState } from '@/pipeline/state'
import { steadyNow } from '@/platform/steadyClock'

/** A pause sends no message. After this long without one during a run, a snapshot is requested. */
const QUIET_MS = 20_000
const MAX_QUIET_MS = 160_000
/** This long after the connection was lost, a run is `unknown`: nothing is shown as running on hope. */
const LOST_MS = 3_000
/** While the page polls, a run is `unknown` when no answer has arrived for this long. */
const UNANSWERED_MS = 30_000

/** How news of a run arrives at present; null: the connection is lost. */
export type NewsSource = 'stream' | 'polling' | null

/** Receives the decisions of a run watch. */
export interface RunWatchOptions {
  /** No message has arrived for so long that a snapshot is needed. Repeated, ever more rarely. */
  readonly onQuiet: () => void
  /** Whether the last known state of the run is too old to be shown as true. Called on each change. */
  readonly onLost: (isLost: boolean) => void
}

/** Watches whether the last known state of a run can still be trusted. */
export interface RunWatch {
  /** `lastMessageAt`: when the newest message arrived, milliseconds since the epoch; null if none has arrived since. */
  readonly update: (state: ProjectState, lastMessageAt: number | null) => void
  /** How news of the run arrives: by an open stream, by polling, or not at all for now. */
  readonly setSource: (source: NewsSource) => void
  readonly stop: () => void
}

/** Make a watch; it does nothing until a run is active. */
export function createRunWatch(options: RunWatchOptions): RunWatch {
  let isActive = false
  let source: NewsSource = null
  let sourceSince = steadyNow()
  let isLost = false
  let lastReceivedAt = 0
  let quietSince = 0
  let quietMs = QUIET_MS
  let timer: ReturnType<typeof setTimeout> | undefined

  function setLost(next: boolean) {
    if (next === isLost) return
    isLost = next
    options.onLost(next)
  }

  /** When the run becomes `unknown`, if nothing changes. */
  function lostAtPresent(): number {
    if (source === 'stream') return Infinity
    const unansweredAt = lastReceivedAt + UNANSWERED_MS
    return source === 'polling' ? unansweredAt : Math.min(sourceSince + LOST_MS, unansweredAt)
  }

  function review() {
    clearTimeout(timer)
    const now = steadyNow()
    const lostAt = lostAtPresent()
    setLost(isActive && now >= lostAt)
    if (!isActive) return
    if (now - quietSince >= quietMs) {
      quietSince = now
      // Without a stream, snapshots are the only source, so the interval does not grow.
      if (source === 'stream') quietMs = Math.min(MAX_QUIET_MS, quietMs * 2)
      options.onQuiet()
    }
    timer = setTimeout(review, Math.min(quietSince + quietMs, isLost ? Infinity : lostAt) - now)
  }

  return {
    update(state, lastMessageAt) {
      const wasActive = isActive
      isActive = selectIsActive(state)
      lastReceivedAt = state.lastReceivedAt ?? steadyNow()
      if (lastMessageAt !== null || (isActive && !wasActive)) {
        quietSince = lastMessageAt ?? lastReceivedAt
        quietMs = QUIET_MS
      }
      // While messages arrive, the running timer is early enough.
      if (isActive !== wasActive || isLost) review()
    },
    setSource(next) {
      if (next === source) return
      source = next
      sourceSince = steadyNow()
      review()
    },
    stop() {
      clearTimeout(timer)
    },
  }
}
