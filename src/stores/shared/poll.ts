/** The time between two looks, in milliseconds; it grows while nothing changes. */
const SHORTEST_MS = 1_000
const LONGEST_MS = 10_000
const GROWTH = 1.5
/** Nobody sees a hidden page: its title and its notices may be this old. */
const HIDDEN_MS = 20_000

/** Looks at the project from time to time where the stream does not tell. */
export interface SnapshotPoll {
  /** Begin, with a look at once, or end. */
  readonly setNeeded: (isNeeded: boolean) => void
  /** A snapshot has come: plan the next look. One that failed is repeated by whoever fetches it. */
  readonly answered: (hasChanged: boolean) => void
  readonly stop: () => void
}

function isVisible(): boolean {
  return typeof document === 'undefined' || document.visibilityState === 'visible'
}

/** Make a poll that rests. */
export function createSnapshotPoll(onDue: () => void): SnapshotPoll {
  let isNeeded = false
  let intervalMs = SHORTEST_MS
  let timer: ReturnType<typeof setTimeout> | undefined

  function look() {
    clearTimeout(timer)
    onDue()
  }
  function handleVisibility() {
    if (isVisible()) look()
  }
  function setNeeded(next: boolean) {
    if (next === isNeeded) return
    isNeeded = next
    clearTimeout(timer)
    if (next) {
      globalThis.document?.addEventListener('visibilitychange', handleVisibility)
      intervalMs = SHORTEST_MS
      onDue()
    } else globalThis.document?.removeEventListener('visibilitychange', handleVisibility)
  }

  return {
    setNeeded,
    answered(hasChanged) {
      if (!isNeeded) return
      clearTimeout(timer)
      intervalMs = hasChanged ? SHORTEST_MS : Math.min(LONGEST_MS, intervalMs * GROWTH)
      timer = setTimeout(look, isVisible() ? intervalMs : HIDDEN_MS)
    },
    stop: () => setNeeded(false),
  }
}
