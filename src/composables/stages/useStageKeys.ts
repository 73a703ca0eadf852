import { useEventListener } from '@vueuse/core'
import { isForPage } from '@/platform/typing'

/** The keys, and the characters that they give while a Chinese input method is on. */
const STEPS: Readonly<Record<string, -1 | 1>> = { '[': -1, '【': -1, ']': 1, '】': 1 }

/** What the keys of a stage's own page do. */
export interface StageKeys {
  /** -1: go to the stage before; 1: to the one after. */
  readonly onStep: (step: -1 | 1) => void
  /** Leave the page of the stage. */
  readonly onLeave: () => void
}

/**
 * Listen for `[` and `]`, which move between the stages, and for Escape, which leaves them. They do nothing during text
 * input, while a dialog or a full screen is open, or if something else has used the key.
 */
export function useStageKeys({ onStep, onLeave }: StageKeys): void {
  useEventListener(document, 'keydown', (event) => {
    if (!isForPage(event) || document.fullscreenElement) return
    const step = STEPS[event.key]
    if (event.key === 'Escape') onLeave()
    else if (step !== undefined) onStep(step)
  })
}
