import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Envelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { fold, messageAt } from './build'

const T = 1_700_000_000_000
const token = (content: string, fullText: string | null, at: number): Envelope =>
  messageAt(
    { type: 'token', stage: 'rewrite', content, ...(fullText !== null && { full_text: fullText }) },
    at,
  )

/** What a server may do to a text: continue it, omit the text so far, lose a part, or start again. */
const step = fc.record({
  content: fc.oneof(fc.string({ maxLength: 9 }), fc.constantFrom('文'.repeat(3_000), '口'.repeat(20_000))),
  kind: fc.constantFrom('go on', 'go on', 'no text so far', 'gap', 'anew'),
})

describe('the end of a text', () => {
  it('always contains the added text', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let text = ''
        steps.reduce((state, { content, kind }, index) => {
          text = {
            'go on': text + content,
            'no text so far': text + content,
            gap: `${text}…${content}`,
            anew: content,
          }[kind]
          const next = reduce(state, token(content, kind === 'no text so far' ? null : text, T + index))
          const { textEnd, ...stage } = next.stages.rewrite
          expect(stage.text.endsWith(textEnd)).toBe(true)
          expect(textEnd.length).toBeGreaterThanOrEqual(Math.min(4_096, stage.text.length))
          expect(textEnd.length).toBeLessThanOrEqual(8_192)
          return next
        }, fold([]))
      }),
      {
        // A text that loses a piece and still looks like a continuation, because all its characters are the same.
        examples: [
          [
            [
              { content: '文'.repeat(3_000), kind: 'go on' },
              { content: '', kind: 'anew' },
              { content: '文'.repeat(3_000), kind: 'gap' },
            ],
          ],
        ],
      },
    )
  })

  it('is the same whether or not the text before a token is known', () => {
    const pieces = ['山', '有', '小口', '，仿佛']
    const texts = pieces.map((_, index) => pieces.slice(0, index + 1).join(''))
    const plain = pieces.map((piece, index) => token(piece, texts[index] ?? '', T + index))
    const known = plain.map((envelope, index) =>
      envelope.kind === 'message' ? { ...envelope, textBefore: texts[index - 1] ?? '' } : envelope,
    )
    expect(fold(known)).toEqual(fold(plain))
  })

  it('does not continue a text that the stage does not have', () => {
    const state = fold([token('便舍船', '便舍船', T)])
    const next = reduce(state, { ...token('口', '山有小口', T + 1), textBefore: '山有小' } as Envelope)
    expect(next.stages.rewrite).toMatchObject({ text: '山有小口', textEpoch: 1, textEnd: '山有小口' })
  })
})
