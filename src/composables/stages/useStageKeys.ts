import { useEventListener } from '@vueuse/core'

/** The keys themselves, and what they are while a Chinese input method is on. */
const STEPS: Readonly<Record<string, -1 | 1>> = { '[': -1, '【': -1, ']': 1, '】': 1 }

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  return (
    event.isComposing ||
    (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null)
  )
}

/**
 * Listen for `[` and `]`, by which a person moves between the stages; never while they type, compose, or have a
 * dialog open.
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
