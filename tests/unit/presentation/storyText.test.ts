import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstCharacters, nameFromStory, storyLength, storyProblem } from '@/presentation/storyText'

describe('the length of a story', () => {
  it('counts code points, as the backend does', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff)), (units) => {
        const text = String.fromCharCode(...units)
        expect(storyLength(text)).toBe([...text].length)
      }),
    )
  })

  it('is counted in the same way where a text is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, count) => {
        expect(firstCharacters(text, count)).toBe([...text].slice(0, count).join(''))
      }),
    )
  })

  it.each([
    ['', 'blank'],
    [' \n\t\u3000 ', 'blank'],
    ['渔', null],
    ['渔'.repeat(200_000), null],
    ['𠀀'.repeat(200_000), null],
    ['渔'.repeat(200_001), 'tooLong'],
  ])('finds the fault of a story (%#)', (story, problem) => {
    expect(storyProblem(story)).toBe(problem)
  })
})

describe('the name that a story gives itself', () => {
  it.each([
    ['a title on its own line', '\n 桃花源记\n\n晋太元中，武陵人捕鱼为业。', '桃花源记'],
    ['a short sentence without its full stop', '很久很久以前。', '很久很久以前'],
    ['the first clause of a long line', '晋太元中，武陵人捕鱼为业。缘溪行，忘路之远近。', '晋太元中'],
    ['Chinese without any punctuation', '天'.repeat(50), '天'.repeat(16)],
    [
      'English up to a clause',
      'Once upon a time, there was a prince who wanted to marry.',
      'Once upon a time',
    ],
    [
      'English up to a whole word',
      'Once upon a time there was a prince who wanted to marry a princess',
      'Once upon a time there was a prince who',
    ],
    ['a word without an end', 'x'.repeat(90), 'x'.repeat(40)],
    ['punctuation where there is nothing else', '。。', '。。'],
    ['nothing', ' \n ', ''],
  ])('is %s', (_, story, name) => {
    expect(nameFromStory(story)).toBe(name)
  })

  it('is short, on one line and made of the story, for any story', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (story) => {
        const name = nameFromStory(story)
        expect(story).toContain(name)
        expect(name).not.toMatch(/\n/)
        expect([...name].length).toBeLessThanOrEqual(40)
      }),
    )
  })
})
