import type { MessageOf } from '@/protocol/messages'
import type { Findings } from './findings'

/** The text of one stage as its tokens tell it. */
export interface TextTrack {
  /** All so far; null where its beginning was not heard. */
  text: string | null
  /** It may begin anew: the next item of a stage has a text of its own, a repeated stage as well. */
  mayRestart: boolean
  /** It is not one text: `done` can be compared with none. */
  hasRestarted: boolean
}

/** A track of which nothing was heard. */
export function unknownText(): TextTrack {
  return { text: null, mayRestart: false, hasRestarted: false }
}

/** Where two texts begin to differ, in UTF-16 units. */
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

/** Follow a token, and note where its text is not what the tokens add up to. */
export function followToken(
  track: TextTrack,
  { content, fullText }: MessageOf<'token'>,
  { stage, entry, findings }: { stage: string; entry: number; findings: Findings },
): void {
  const { text, mayRestart } = track
  track.mayRestart = false
  if (fullText === null) {
    // Whether it goes on or begins anew cannot be seen.
    track.text = text === null || (mayRestart && text !== '') ? null : text + content
    return
  }
  track.text = fullText
  if (text === null || isContinued(text, content, fullText)) return
  if (mayRestart && fullText === content) {
    track.hasRestarted = true
    return
  }
  findings.note({
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

/** Compare what `done` tells with what the tokens told. */
export function compareFinal(
  track: TextTrack,
  final: string | null,
  { stage, entry, findings }: { stage: string; entry: number; findings: Findings },
): void {
  const { text } = track
  // An empty `full_text` means absent.
  if (final === null || text === null || text === '' || track.hasRestarted || text === final) return
  findings.note({
    rule: 'final_text_differs',
    entry,
    severity: text.trim() === final.trim() ? 'note' : 'warning',
    params: { stage, expected: text.length, actual: final.length, at: firstDifference(text, final) },
  })
}
