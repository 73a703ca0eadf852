import { addText, growText, replaceText } from './transitions'
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
  return fullText !== null && fullText.length <= stage.text.length && stage.text.startsWith(fullText)
}

/** A piece of text as a token tells it. */
export interface TextPiece {
  readonly content: string
  /**
   * All text so far where the server says it: it mends what was missed; a text that does not continue the known one
   * replaces it (`textEpoch` grows).
   */
  readonly fullText: string | null
  /** The text that `fullText` is known to be, with `content` added. */
  readonly textBefore: string | undefined
}

/**
 * The stage with a piece of text added. Where the piece goes on from the stage's own text nothing of that is looked at:
 * two names of one string are equal at once, and strings that differ in length unequal.
 */
export function withToken(stage: StageState, { content, fullText, textBefore }: TextPiece): StageState {
  if (fullText === null) return { ...stage, ...addText(stage, stage.text + content, content) }
  if (textBefore === stage.text) return { ...stage, ...addText(stage, fullText, content) }
  if (!continues(stage.text, fullText)) return { ...stage, ...replaceText(stage, fullText) }
  return { ...stage, ...growText(stage, fullText) }
}

/** The stage with its final text, where the server said it. */
export function withFinalText(stage: StageState, fullText: string | null): StageState {
  if (fullText === null || fullText === stage.text) return stage
  return { ...stage, ...replaceText(stage, fullText) }
}
