/** A hidden page draws no frames: this long after the request a timer stands in, in milliseconds. */
const LONGEST_WAIT_MS = 100

/**
 * Call back once, before the browser draws its next frame. Where it draws none (a hidden page, a worker, Node), call
 * back after 100 ms.
 *
 * @param page the window that draws the frames; left out for this one
 * @returns cancels the call
 */
export function onNextFrame(
  callback: () => void,
  page: Partial<AnimationFrameProvider> = globalThis,
): () => void {
  const run = () => {
    cancel()
    callback()
  }
  const timer = setTimeout(run, LONGEST_WAIT_MS)
  const frame = page.requestAnimationFrame?.(run) ?? null
  function cancel() {
    clearTimeout(timer)
    if (frame !== null) page.cancelAnimationFrame?.(frame)
  }
  return cancel
}

/** The longest wait for an idle page, in milliseconds. */
const IDLE_LIMIT_MS = 500

/**
 * Call back once, when the page has drawn what it has and is idle; after half a second at the latest. Where the browser
 * does not say when it is idle (Safari), call back 100 ms after the next frame.
 *
 * @returns cancels the call
 */
export function whenIdle(callback: () => void): () => void {
  let cancel = onNextFrame(() => {
    if (typeof requestIdleCallback === 'function') {
      const handle = requestIdleCallback(callback, { timeout: IDLE_LIMIT_MS })
      cancel = () => cancelIdleCallback(handle)
    } else {
      const timer = setTimeout(callback, LONGEST_WAIT_MS)
      cancel = () => clearTimeout(timer)
    }
  })
  return () => cancel()
}
