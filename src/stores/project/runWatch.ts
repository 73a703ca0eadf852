import { selectIsActive } from '@/pipeline/selectors'
import type { ProjectState } from '@/pipeline/state'

/** Somebody else's pause sends nothing: with a run believed active, this long without a message asks for a look. */
const QUIET_MS = 20_000
const MAX_QUIET_MS = 160_000
/** Without a connection, this long without a word makes a run unknown. */
const LOST_MS = 30_000

/** What a run watch decides. */
export interface RunWatchOptions {
  /** No message for so long that a snapshot should be looked at. Comes again, ever more rarely. */
  readonly onQuiet: () => void
  /** Whether what is believed of the run is too old to be told as the truth. Called at each change. */
  readonly onLost: (isLost: boolean) => void
}

/** Watches whether a run that is believed to be under way can still be believed. */
export interface RunWatch {
  /** `lastMessageAt`: when the newest message came, milliseconds since the epoch; null where none has come since. */
  readonly update: (state: ProjectState, lastMessageAt: number | null) => void
  readonly setConnected: (isConnected: boolean) => void
  readonly stop: () => void
}

/** Make a watch; it does nothing until a run is believed to be under way. */
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
      // Without a stream the snapshot is all there is.
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
      // While messages come the timer that runs is early enough.
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
