/** How long one step may keep the page from drawing, in milliseconds. */
const BUDGET_MS = 8
/** A hidden page draws no frames: there a step runs after this time. */
const HIDDEN_WAIT_MS = 100

/** Runs a step before the next frame is drawn, as long as there is work. */
export interface FrameLoop {
  /** Run the step with the next frame; calling it again before that changes nothing. */
  readonly wake: () => void
  /** Cancel the step that is due. */
  readonly stop: () => void
}

/**
 * Make a loop that rests until it is woken. A burst of messages costs one step and one render, and a long backlog is
 * worked off a frame at a time, so that the page can still draw and answer.
 *
 * @param step works until `isSpent()` says that the frame's budget is used up. @returns whether work is left
 */
export function createFrameLoop(step: (isSpent: () => boolean) => boolean): FrameLoop {
  let frame: number | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  function stop() {
    if (frame !== null) cancelAnimationFrame(frame)
    if (timer !== null) clearTimeout(timer)
    frame = null
    timer = null
  }
  function wake() {
    if (timer !== null) return
    timer = setTimeout(run, HIDDEN_WAIT_MS)
    if (typeof requestAnimationFrame === 'function') frame = requestAnimationFrame(run)
  }
  function run() {
    stop()
    const endsAt = performance.now() + BUDGET_MS
    if (step(() => performance.now() >= endsAt)) wake()
  }
  return { wake, stop }
}
