import { useEventListener } from '@vueuse/core'
import { isTyping } from '@/platform/typing'

/** The keys, and the characters that they give while a Chinese input method is on. */
const STEPS: Readonly<Record<string, -1 | 1>> = { '[': -1, '【': -1, ']': 1, '】': 1 }

/**
 * Listen for `[` and `]`, which move between the stages. They do nothing during text input or while a dialog is open.
 *
 * @param onStep called with -1 for the stage before and 1 for the one after
 */
export function useStageKeys(onStep: (step: -1 | 1) => void): void {
  useEventListener(document, 'keydown', (event) => {
    const step = STEPS[event.key]
    if (step === undefined || event.metaKey || isTyping(event)) return
    if (document.querySelector('dialog[open]')) return
    onStep(step)
  })
}
