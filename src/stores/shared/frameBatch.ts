/** The longest that anything waits to be folded, for pages that are hidden and draw no frames. */
const LONGEST_WAIT_MS = 100

/** Collects what comes and hands it on once per frame. */
export interface FrameBatch<T> {
  readonly add: (item: T) => void
  /** Hand on at once what waits. */
  readonly flush: () => void
  /** Forget what waits. */
  readonly stop: () => void
}

/**
 * Collect items and hand them on together before the next frame is drawn, so that a burst of messages is one write
 * of state and one render. A timer stands in where no frame is drawn.
 *
 * @param onFlush gets the items in the order in which they came, never none
 */
export function createFrameBatch<T>(onFlush: (items: readonly T[]) => void): FrameBatch<T> {
  let items: T[] = []
  let frame: number | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  function cancel() {
    if (frame !== null) cancelAnimationFrame(frame)
    if (timer !== null) clearTimeout(timer)
    frame = null
    timer = null
  }
  function flush() {
    cancel()
    if (items.length === 0) return
    const waiting = items
    items = []
    onFlush(waiting)
  }
  return {
    add(item) {
      items.push(item)
      if (timer !== null) return
      timer = setTimeout(flush, LONGEST_WAIT_MS)
      if (typeof requestAnimationFrame === 'function') frame = requestAnimationFrame(flush)
    },
    flush,
    stop() {
      cancel()
      items = []
    },
  }
}
