/** A hidden page draws no frames: this long after the request a timer stands in, in milliseconds. */
const LONGEST_WAIT_MS = 100

/**
 * Call back once, before the browser draws its next frame. Where it draws none (a hidden page, a worker, Node), call
 * back after 100 ms.
 *
 * @returns cancels the call
 */
export function onNextFrame(callback: () => void): () => void {
  const run = () => {
    cancel()
    callback()
  }
  const timer = setTimeout(run, LONGEST_WAIT_MS)
  const frame = typeof requestAnimationFrame === 'function' ? requestAnimationFrame(run) : null
  function cancel() {
    clearTimeout(timer)
    if (frame !== null) cancelAnimationFrame(frame)
  }
  return cancel
}
