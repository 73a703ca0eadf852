import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTokenStream } from '../../../server/runs/tokenStream'
import type { Announcement } from '../../../server/streams/hub'

function send(pieces: readonly string[]): {
  announced: Extract<Announcement, { type: 'token' }>[]
  text: string
} {
  const announced: Extract<Announcement, { type: 'token' }>[] = []
  const tokens = createTokenStream('rewrite', (one) => {
    if (one.type === 'token') announced.push(one)
  })
  for (const piece of pieces) tokens.write(piece)
  return { announced, text: tokens.finish() }
}

describe('a text sent as tokens', () => {
  it('arrives whole and in order, and each message repeats the text so far', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (pieces) => {
        const { announced, text } = send(pieces)
        expect(text).toBe(pieces.join(''))
        let soFar = ''
        for (const { content, full_text: fullText } of announced) {
          soFar += content
          expect(fullText).toBe(soFar)
        }
        expect(soFar).toBe(text)
      }),
    )
  })

  it('is one message per piece while it is short', () => {
    const pieces = Array.from({ length: 200 }, () => '文字')
    expect(send(pieces).announced.map((one) => one.content)).toEqual(pieces)
  })

  it('is limited in total size when it is long, although each message repeats it', () => {
    const { announced } = send(Array.from({ length: 100_000 }, () => '文字'))
    expect(announced.length).toBeLessThan(2500)
    const repeated = announced.reduce((sum, one) => sum + (one.full_text ?? '').length, 0)
    expect(repeated).toBeLessThan(200 * 200_000)
  })
})
