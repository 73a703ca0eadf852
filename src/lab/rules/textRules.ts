import type { MessageOf } from '@/protocol/messages'
import type { MessageContext } from './findings'

/** The text of one stage as its tokens build it up. */
export interface TextTrack {
  /** The text so far; null if its beginning was missed. */
  text: string | null
  /** Whether the next token may start a new text: the next item of a stage and a repeated stage both do. */
  mayRestart: boolean
  /** Whether there was more than one text, so that `done` cannot be compared. */
  hasRestarted: boolean
}

/** A track whose text is not known. */
export function unknownText(): TextTrack {
  return { text: null, mayRestart: false, hasRestarted: false }
}

/** A track whose text begins now. */
export function emptyText(): TextTrack {
  return { text: '', mayRestart: false, hasRestarted: false }
}

/** The position where two texts start to differ, in UTF-16 units. */
export function firstDifference(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  let at = 0
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1
  return at
}

function isContinued(text: string, content: string, fullText: string): boolean {
  return (
    fullText.length === text.length + content.length &&
    fullText.endsWith(content) &&
    fullText.startsWith(text)
  )
}

/** Follow a token, and report a `full_text` that is not the sum of the tokens. */
export function followToken(
  track: TextTrack,
  { content, fullText }: MessageOf<'token'>,
  { stage, entry, findings }: MessageContext,
): void {
  const { text, mayRestart } = track
  track.mayRestart = false
  if (fullText === null) {
    // Where a new text may start, `content` alone does not show whether it did.
    track.text = text === null || (mayRestart && text !== '') ? null : text + content
    return
  }
  track.text = fullText
  if (text === null || isContinued(text, content, fullText)) return
  if (mayRestart && fullText === content) {
    track.hasRestarted = true
    return
  }
  findings.add({
    rule: 'text_gap',
    entry,
    params: {
      stage,
      expected: text.length + content.length,
      actual: fullText.length,
      at: firstDifference(text + content, fullText),
    },
  })
}

/** Compare the text of `done` with the sum of the tokens. */
export function compareFinalText(
  track: TextTrack,
  final: string | null,
  { stage, entry, findings }: MessageContext,
): void {
  const { text } = track
  // An empty `full_text` means absent.
  if (final === null || text === null || text === '' || track.hasRestarted || text === final) return
  findings.add({
    rule: 'final_text_differs',
    entry,
    severity: text.trim() === final.trim() ? 'note' : 'warning',
    params: { stage, expected: text.length, actual: final.length, at: firstDifference(text, final) },
  })
}
