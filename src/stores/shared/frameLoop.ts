import { onNextFrame } from '@/platform/frames'

/** How long one step may keep the page from drawing, in milliseconds. */
const BUDGET_MS = 8

/** Runs a step before the next frame is drawn, as long as there is work. */
export interface FrameLoop {
  /** Run the step with the next frame; calling it again before that changes nothing. */
  readonly wake: () => void
  /** Cancel the step that is due. */
  readonly stop: () => void
}

/**
 * Make a loop that rests until it is woken. A burst of messages costs one step and one render. A long backlog takes
 * several frames, so that the page can still draw and respond.
 *
 * @param step works until `isSpent()` says that the frame's budget is used up. @returns whether work is left
 */
export function createFrameLoop(step: (isSpent: () => boolean) => boolean): FrameLoop {
  let cancel: (() => void) | null = null

  function wake() {
    cancel ??= onNextFrame(run)
  }
  function run() {
    cancel = null
    const endsAt = performance.now() + BUDGET_MS
    if (step(() => performance.now() >= endsAt)) wake()
  }
  return {
    wake,
    stop() {
      cancel?.()
      cancel = null
    },
  }
}
