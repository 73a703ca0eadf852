import { readFileSync } from 'node:fs'

/** A token is this long, in characters. */
const TOKEN_LENGTH = 4
/** A line with its newline is this long, in characters. */
const LINE_LENGTH = 160

/** How a text is written. */
export interface TextShape {
  readonly tokens: number
  readonly hasLines: boolean
}

/** The tale that the texts are made of, in one line. */
const TALE = readFileSync('tests/fixtures/stories/taohuayuan.txt', 'utf8').replace(/\s/g, '')

/**
 * A text of so many tokens, in real words: with lines, the last character of each is a newline.
 *
 * @returns its tokens
 */
export function tokensOf({ tokens, hasLines }: TextShape): readonly string[] {
  return Array.from({ length: tokens }, (_, index) => {
    const start = index * TOKEN_LENGTH
    const piece = Array.from({ length: TOKEN_LENGTH }, (_, at) => TALE[(start + at) % TALE.length]).join('')
    const endsLine = hasLines && (start + TOKEN_LENGTH) % LINE_LENGTH === 0
    return endsLine ? `${piece.slice(0, -1)}\n` : piece
  })
}
