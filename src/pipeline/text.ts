import { replaceText } from './transitions'
import type { StageState } from './state'

/** How much of the known end must agree before a longer text counts as its continuation, in UTF-16 units. */
const OVERLAP = 256

/**
 * Whether `fullText` goes on where `text` ends. The text so far comes with every token, so that comparing all of it
 * each time would cost the square of its length: the length and the last `OVERLAP` units decide.
 */
function continues(text: string, fullText: string): boolean {
  return (
    fullText.length >= text.length &&
    fullText.startsWith(text.slice(-OVERLAP), text.length - Math.min(OVERLAP, text.length))
  )
}

/** Whether the stage already has all of `fullText`: a repetition. */
export function hasText(stage: StageState, fullText: string | null): boolean {
  return fullText !== null && stage.text.startsWith(fullText)
}

/**
 * The stage with a piece of text added.
 *
 * @param content the piece
 * @param fullText all text so far where the server says it: it mends what was missed; a text that does not
 *   continue the known one replaces it (`textEpoch` grows)
 */
export function withToken(stage: StageState, content: string, fullText: string | null): StageState {
  if (fullText === null) return { ...stage, text: stage.text + content }
  if (continues(stage.text, fullText)) return { ...stage, text: fullText }
  return { ...stage, ...replaceText(stage, fullText) }
}

/** The stage with its final text, where the server said it. */
export function withFinalText(stage: StageState, fullText: string | null): StageState {
  if (fullText === null || fullText === stage.text) return stage
  return { ...stage, ...replaceText(stage, fullText) }
}
