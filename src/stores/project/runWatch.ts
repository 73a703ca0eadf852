import { selectIsActive } from '@/pipeline/selectors'
import type { ProjectState } from '@/pipeline/state'

/** A pause sends no message. After this long without one during a run, a snapshot is requested. */
const QUIET_MS = 20_000
const MAX_QUIET_MS = 160_000
/** Without a connection, a run becomes `unknown` when nothing has arrived for this long. */
const LOST_MS = 30_000

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
  readonly setConnected: (isConnected: boolean) => void
  readonly stop: () => void
}

/** Make a watch; it does nothing until a run is active. */
export function createRunWatch(options: RunWatchOptions): RunWatch {
  let isActive = false
  let isConnected = false
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

  function review() {
    clearTimeout(timer)
    const now = Date.now()
    setLost(isActive && !isConnected && now - lastReceivedAt >= LOST_MS)
    if (!isActive) return
    if (now - quietSince >= quietMs) {
      quietSince = now
      // Without a stream, snapshots are the only source, so the interval does not grow.
      if (isConnected) quietMs = Math.min(MAX_QUIET_MS, quietMs * 2)
      options.onQuiet()
    }
    const lostAt = isConnected || isLost ? Infinity : lastReceivedAt + LOST_MS
    timer = setTimeout(review, Math.min(quietSince + quietMs, lostAt) - now)
  }

  return {
    update(state, lastMessageAt) {
      const wasActive = isActive
      isActive = selectIsActive(state)
      lastReceivedAt = state.lastReceivedAt ?? Date.now()
      if (lastMessageAt !== null || (isActive && !wasActive)) {
        quietSince = lastMessageAt ?? lastReceivedAt
        quietMs = QUIET_MS
      }
      // While messages arrive, the running timer is early enough.
      if (isActive !== wasActive || isLost) review()
    },
    setConnected(next) {
      isConnected = next
      review()
    },
    stop() {
      clearTimeout(timer)
    },
  }
}
