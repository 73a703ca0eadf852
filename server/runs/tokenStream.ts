import type { TextStage } from '../../src/protocol/stages'
import type { Announcement } from '../streams/hub'

/** Sends a text as tokens while it is being written. */
export interface TokenStream {
  write(piece: string): void
  /** What is written so far. */
  text(): string
  /** Send the rest of the text, and return the whole text. */
  finish(): string
}

/** A message holds at least a 400th of a text up to this length, and a 100th of a longer one. In UTF-16 units. */
const LONG_TEXT_LENGTH = 20_000

/**
 * Create a token stream. Each message repeats the whole text (`full_text`). With one message per piece, the traffic
 * would grow with the square of the length: gigabytes for 200,000 characters. The stream therefore gathers pieces until
 * they are a small share of the text. A text of a few hundred characters keeps one message per piece; the longest takes
 * about 2,000.
 */
export function createTokenStream(
  stage: TextStage,
  announce: (announcement: Announcement) => void,
): TokenStream {
  let text = ''
  let sent = 0
  function send(): void {
    const content = text.slice(sent)
    sent = text.length
    if (content !== '') announce({ type: 'token', stage, content, full_text: text })
  }
  return {
    write(piece) {
      text += piece
      const share = text.length < LONG_TEXT_LENGTH ? 400 : 100
      if (text.length - sent >= Math.floor(text.length / share)) send()
    },
    text: () => text,
    finish() {
      send()
      return text
    },
  }
}
