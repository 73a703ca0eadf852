import type { TextStage } from '../../src/protocol/stages'
import type { Announcement } from '../streams/hub'

/** A text that is sent as tokens while it is being written. */
export interface TokenStream {
  write(piece: string): void
  /** Sends what is still held back; returns the whole text. */
  finish(): string
}

/** Up to this length one piece is one message as soon as it holds a 400th of the text, above it a 100th. */
const LONG_TEXT_LENGTH = 20_000

/**
 * Makes a token stream. Each message repeats the whole text (`full_text`), so a message a piece would cost the square
 * of the length: 200,000 characters would be gigabytes. Pieces are therefore gathered until they are a small share
 * of the text. Stories of some hundred characters keep one message a piece; the longest takes about 2,000 messages.
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
    finish() {
      send()
      return text
    },
  }
}
