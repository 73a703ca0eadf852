import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffTexts } from '@/presentation/textDiff'

describe('what differs between two texts', () => {
  it('is told by words, also in Chinese', () => {
    expect(
      diffTexts('山上有座庙。', '山上有座小庙。', 'zh-CN').filter(({ kind }) => kind !== 'same'),
    ).toEqual([{ kind: 'added', text: '小' }])
    expect(diffTexts('A princess slept well.', 'A princess slept badly.', 'en')).toEqual([
      { kind: 'same', text: 'A princess slept ' },
      { kind: 'removed', text: 'well' },
      { kind: 'added', text: 'badly' },
      { kind: 'same', text: '.' },
    ])
  })

  it('is nothing between equal texts, and all of it beside an empty one', () => {
    expect(diffTexts('桃花', '桃花', 'zh-CN')).toEqual([{ kind: 'same', text: '桃花' }])
    expect(diffTexts('', '桃花', 'zh-CN')).toEqual([{ kind: 'added', text: '桃花' }])
  })

  it('loses and invents no letter of either text', () => {
    const text = fc.string({ unit: fc.constantFrom('山', '水', '。', '\n', 'a', ' ', '😀'), maxLength: 60 })
    fc.assert(
      fc.property(text, text, (base, other) => {
        const parts = diffTexts(base, other, 'zh-CN')
        const without = (kind: string) =>
          parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join('')
        expect([without('added'), without('removed')]).toEqual([base, other])
      }),
    )
  })

  it('gives up on texts that have nothing in common', () => {
    const [base, other] = [Array.from({ length: 5_000 }, (_, i) => `a${i}`).join(' '), '山水'.repeat(3_000)]
    expect(diffTexts(base, other, 'zh-CN').map(({ kind }) => kind)).toEqual(['removed', 'added'])
  })
})
