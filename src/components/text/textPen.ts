import { createLineWriter } from './lineWriter'
import { paceStep } from '@/presentation/textPace'
import { goesOn, NO_TEXT, partOf, type GrowingText } from '@/presentation/textGrowth'

/** Writes a text as it grows. */
export interface TextPen {
  /** Show this text: at a readable pace if `paced`, else at once. */
  readonly write: (next: GrowingText, paced: boolean) => void
  /** Show the waiting text at once. */
  readonly finish: () => void
  /** The width of the box has changed. @returns whether the text has been laid out for it */
  readonly rejoin: () => boolean
  /** Stop writing. */
  readonly stop: () => void
}

/** The longest time step of the pacing, in milliseconds, so that a page that was busy does not jump. */
const LONGEST_STEP_MS = 50

/**
 * Make a pen for an empty element.
 *
 * @param onGrown called after each piece of text is written
 */
export function createTextPen(box: HTMLElement, onGrown: () => void): TextPen {
  const writer = createLineWriter(box)
  let current = NO_TEXT
  let shown = 0
  let shownAt = 0
  let frame: number | null = null

  function advance(count: number) {
    let to = shown + count
    const piece = partOf(current, shown, to)
    // Do not split a surrogate pair.
    const isCutPair = to < current.text.length && /[\ud800-\udbff]$/.test(piece)
    if (isCutPair) to += 1
    writer.append(isCutPair ? partOf(current, shown, to) : piece)
    shown = to
    onGrown()
  }

  function cancel() {
    if (frame !== null) cancelAnimationFrame(frame)
    frame = null
  }

  function finish() {
    cancel()
    if (shown < current.text.length) advance(current.text.length - shown)
  }

  function step() {
    const now = performance.now()
    const backlog = current.text.length - shown
    advance(paceStep(backlog, Math.min(LONGEST_STEP_MS, now - shownAt)))
    shownAt = now
    frame = shown < current.text.length ? requestAnimationFrame(step) : null
  }

  return {
    write(next, paced) {
      const isContinued = goesOn(current, next)
      if (!isContinued) {
        cancel()
        writer.clear()
        shown = 0
      }
      current = next
      if (!paced || !isContinued) finish()
      // The rest is shown in the next frames.
      else if (frame === null && shown < next.text.length) step()
    },
    finish,
    rejoin: writer.rejoin,
    stop: cancel,
  }
}
