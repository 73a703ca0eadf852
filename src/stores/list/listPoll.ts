/** The time between two looks, in milliseconds; it grows while nothing changes. */
const SHORTEST_MS = 5_000
const LONGEST_MS = 30_000
const GROWTH = 1.5

/** Looks at the list from time to time. */
export interface ListPoll {
  readonly start: () => void
  readonly stop: () => void
  /** A page has come: plan the next look, if one is needed. */
  readonly schedule: (page: { isNeeded: boolean; hasChanged: boolean }) => void
}

/** Make a poll. It rests while it is stopped or the page is hidden, and looks at once when the page is seen again. */
export function createListPoll(onDue: () => void): ListPoll {
  let isStarted = false
  let isNeeded = false
  let intervalMs = SHORTEST_MS
  let timer: ReturnType<typeof setTimeout> | undefined

  function plan() {
    clearTimeout(timer)
    if (isStarted && isNeeded && document.visibilityState === 'visible') timer = setTimeout(onDue, intervalMs)
  }
  function handleVisibility() {
    clearTimeout(timer)
    if (document.visibilityState === 'visible') onDue()
  }
  return {
    start() {
      isStarted = true
      document.addEventListener('visibilitychange', handleVisibility)
      plan()
    },
    stop() {
      isStarted = false
      document.removeEventListener('visibilitychange', handleVisibility)
      clearTimeout(timer)
    },
    schedule(page) {
      isNeeded = page.isNeeded
      intervalMs = page.hasChanged ? SHORTEST_MS : Math.min(LONGEST_MS, intervalMs * GROWTH)
      plan()
    },
  }
}
