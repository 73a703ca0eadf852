import { addText, growText, replaceText } from './transitions'
import type { StageState } from './state'

/** A longer text continues a known one if this much of the known end agrees, in UTF-16 units. */
const OVERLAP = 256

/**
 * Whether `fullText` continues `text`. Every token carries the text so far, and comparing all of it each time would be
 * quadratic, so only the length and the last `OVERLAP` units are compared.
 */
function continues(text: string, fullText: string): boolean {
  return (
    fullText.length >= text.length &&
    fullText.startsWith(text.slice(-OVERLAP), text.length - Math.min(OVERLAP, text.length))
  )
}

/** Whether the stage already has all of `fullText`, which is then a repetition. */
export function hasText(stage: StageState, fullText: string | null): boolean {
  return fullText !== null && fullText.length <= stage.text.length && stage.text.startsWith(fullText)
}

/** The text in a token. */
export interface TextPiece {
  readonly content: string
  /** All text so far, if the server sends it. It fills gaps; if it does not continue the known text, it replaces it. */
  readonly fullText: string | null
  /** If known, the text that becomes `fullText` when `content` is added. */
  readonly textBefore: string | undefined
}

/**
 * The stage with a piece of text added. Comparing `textBefore` with the stage's text is cheap: it is usually the same
 * string, or one of another length.
 */
export function withToken(stage: StageState, { content, fullText, textBefore }: TextPiece): StageState {
  if (fullText === null) return { ...stage, ...addText(stage, stage.text + content, content) }
  if (textBefore === stage.text) return { ...stage, ...addText(stage, fullText, content) }
  if (!continues(stage.text, fullText)) return { ...stage, ...replaceText(stage, fullText) }
  return { ...stage, ...growText(stage, fullText) }
}

/** The stage with its final text, if the server sent it. */
export function withFinalText(stage: StageState, fullText: string | null): StageState {
  if (fullText === null || fullText === stage.text) return stage
  return { ...stage, ...replaceText(stage, fullText) }
}
