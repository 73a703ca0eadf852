import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markStretches } from '@/presentation/markStretches'

describe('marking stretches of a text', () => {
  it.each([
    [[], [['天黑了。他走了。', false]]],
    [
      [[0, 4]],
      [
        ['天黑了。', true],
        ['他走了。', false],
      ],
    ],
    [
      [[4, 99]],
      [
        ['天黑了。', false],
        ['他走了。', true],
      ],
    ],
  ] as const)('cuts the text at %j', (stretches, expected) => {
    expect(markStretches('天黑了。他走了。', stretches).map(({ text, marked }) => [text, marked])).toEqual(
      expected,
    )
  })

  it('shows the whole text, whatever a server sends', () => {
    const stretch = fc.tuple(fc.integer({ min: -5, max: 50 }), fc.integer({ min: -5, max: 50 }))
    fc.assert(
      fc.property(fc.string(), fc.array(stretch), (text, stretches) => {
        expect(
          markStretches(text, stretches)
            .map((part) => part.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })
})
