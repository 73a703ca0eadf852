/** The longest that work keeps the page from drawing, in milliseconds. */
const BUDGET_MS = 8
/** A hidden page draws no frames: work goes on after this. */
const HIDDEN_WAIT_MS = 100

/** Does work piece by piece, a piece a frame. */
export interface Pump {
  /** There is something to do. */
  readonly wake: () => void
  readonly stop: () => void
}

/**
 * Make a pump: however much there is to do, the page stays able to draw and to answer.
 *
 * @param step does work until `isSpent()` says that the frame's share is used up. @returns whether some is left
 */
export function createPump(step: (isSpent: () => boolean) => boolean): Pump {
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
    const until = performance.now() + BUDGET_MS
    if (step(() => performance.now() >= until)) wake()
  }
  return { wake, stop }
}
