import { readFileSync } from 'node:fs'

/** The length of a token, in characters. */
const TOKEN_LENGTH = 4
/** The length of a line with its newline, in characters. */
const LINE_LENGTH = 160

/** The shape of a text. */
export interface TextShape {
  readonly tokens: number
  readonly hasLines: boolean
}

/** The tale from which the texts are made, in one line. */
const TALE = readFileSync('tests/fixtures/stories/taohuayuan.txt', 'utf8').replace(/\s/g, '')

/**
 * A text of `tokens` tokens made of real words. With lines, each line ends with a newline.
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
