import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstCharacters, characterCount } from '@/protocol/characters'
import { nameFromStory, storyProblem } from '@/protocol/storyText'

describe('the length of a story', () => {
  it('counts code points', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff)), (units) => {
        const text = String.fromCharCode(...units)
        expect(characterCount(text)).toBe([...text].length)
      }),
    )
  })

  it('counts code points where a text is cut, too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, count) => {
        expect(firstCharacters(text, count)).toBe([...text].slice(0, count).join(''))
      }),
    )
  })

  it.each([
    ['', 'blank'],
    [' \n\t\u3000 ', 'blank'],
    ['\u200b\ufeff', 'blank'],
    ['渔', null],
    ['渔'.repeat(200_000), null],
    ['𠀀'.repeat(200_000), null],
    ['渔'.repeat(200_001), 'tooLong'],
  ])('is checked (%#)', (story, problem) => {
    expect(storyProblem(story)).toBe(problem)
  })
})

describe('the name derived from a story', () => {
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
    ['a Markdown heading without its mark', '---\n\n# The Little Match Girl\n', 'The Little Match Girl'],
    ['punctuation where there is nothing else', '。。', '。。'],
    ['nothing', ' \n ', ''],
  ])('is %s', (_, story, name) => {
    expect(nameFromStory(story)).toBe(name)
  })

  it('is short, one line, and taken from the story, for any story', () => {
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
