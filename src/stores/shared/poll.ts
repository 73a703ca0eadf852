import { isPageVisible, onVisibilityChange } from '@/platform/visibility'

/** The interval grows by this factor while nothing changes. */
const GROWTH = 1.5

/** How often is asked what a stream does not deliver. In a hidden page nobody sees it, but title and notices follow. */
export const INSTEAD_OF_STREAM = { shortestMs: 1_000, longestMs: 10_000, hiddenMs: 20_000 }

/** How often a poll looks. All times in milliseconds. */
export interface PollOptions {
  readonly onDue: () => void
  /** The interval after a change. */
  readonly shortestMs: number
  readonly longestMs: number
  /** The interval while the page is hidden; `Infinity` to rest. */
  readonly hiddenMs: number
}

/** Looks again from time to time, and at once when a hidden page becomes visible. */
export interface Poll {
  /** Begin with the shortest interval. The first look comes after it, not at once. */
  readonly start: () => void
  readonly stop: () => void
  /** Plan the next look after an answer. An answer that came before `start` counts as well. */
  readonly schedule: (answer: { readonly isNeeded: boolean; readonly hasChanged: boolean }) => void
}

/** Make a poll that rests. */
export function createPoll({ onDue, shortestMs, longestMs, hiddenMs }: PollOptions): Poll {
  let stopListening: (() => void) | null = null
  let isNeeded = false
  let intervalMs = shortestMs
  let timer: ReturnType<typeof setTimeout> | undefined

  function plan() {
    clearTimeout(timer)
    const waitMs = isPageVisible() ? intervalMs : hiddenMs
    if (stopListening !== null && isNeeded && waitMs < Infinity) timer = setTimeout(onDue, waitMs)
  }
  function handleVisibility(isVisible: boolean) {
    if (!isVisible) return plan()
    clearTimeout(timer)
    onDue()
  }
  return {
    start() {
      if (stopListening !== null) return
      stopListening = onVisibilityChange(handleVisibility)
      intervalMs = shortestMs
      plan()
    },
    stop() {
      stopListening?.()
      stopListening = null
      clearTimeout(timer)
    },
    schedule(answer) {
      isNeeded = answer.isNeeded
      intervalMs = answer.hasChanged ? shortestMs : Math.min(longestMs, intervalMs * GROWTH)
      plan()
    },
  }
}
