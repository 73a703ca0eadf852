import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { speechSeconds } from '../../../../src/protocol/speech'
import { divide } from '../../../../src/protocol/divideText'
import { joinSentences, splitSentences } from '../../../../server/words/sentences'
import { anyStory } from '../producers/stories'

const texts = (story: string, everyLine = false) => splitSentences(story, everyLine).map(({ text }) => text)

describe('splitting a story in sentences', () => {
  it.each<[string, string, string[]]>([
    ['Chinese full stops', '天黑了。他走进山里！真的吗？', ['天黑了。', '他走进山里！', '真的吗？']],
    ['English full stops', 'It snowed. She ran! Why?', ['It snowed.', 'She ran!', 'Why?']],
    ['titles and initials', 'Mr. Fox met J. Hare. They ran.', ['Mr. Fox met J. Hare.', 'They ran.']],
    ['decimal numbers', 'It cost 3.50 francs. Too much.', ['It cost 3.50 francs.', 'Too much.']],
    ['a Chinese quotation', '他说：“走吧。天黑了。”众人都笑。', ['他说：“走吧。天黑了。”', '众人都笑。']],
    ['an English quotation', '"Stop! Now!" she cried. He fell.', ['"Stop! Now!" she cried.', 'He fell.']],
    ['a quotation that never ends', '他说：“走吧。天黑了。', ['他说：“走吧。天黑了。']],
    [
      'an exclamation inside a sentence',
      'Ah! how cold it was. She slept.',
      ['Ah! how cold it was.', 'She slept.'],
    ],
    [
      'lines wrapped by hand',
      'The snow was\nfalling fast.\n\nShe ran.',
      ['The snow was falling fast.', 'She ran.'],
    ],
    ['Chinese paragraphs without blank lines', '天黑了。\n他走了。', ['天黑了。', '他走了。']],
    ['spaces between Han characters', '天 黑 了。', ['天黑了。']],
    ['control characters and turning marks', 'a\u0000b\u202ec\u0007.', ['abc.']],
    ['nothing to read', ' \n\u0000\u200e ', []],
  ])('understands %s', (_, story, expected) => {
    expect(texts(story)).toEqual(expected)
  })

  it('treats a short separate line as a title', () => {
    expect(splitSentences('桃花源记\n\n晋太元中，武陵人捕鱼为业。').map(({ heading }) => heading)).toEqual([
      true,
      false,
    ])
  })

  it('treats every line as a paragraph on request', () => {
    expect(texts('The Fox\nIt snowed', true)).toEqual(['The Fox', 'It snowed'])
  })

  it.each(['走'.repeat(5000), 'a'.repeat(5000), 'word '.repeat(2000), '👨‍👩‍👧'.repeat(400)])(
    'divides text without punctuation in parts of bounded length and loses nothing',
    (story) => {
      const parts = texts(story)
      expect(Math.max(...parts.map(speechSeconds))).toBeLessThanOrEqual(36)
      expect(parts.join('').replaceAll(' ', '')).toBe(story.replaceAll(' ', ''))
    },
  )

  it('never cuts a character in two', () => {
    for (const part of divide('👨‍👩‍👧'.repeat(40), (text) => text.length, 50))
      expect(part.replaceAll('👨‍👩‍👧', '')).toBe('')
  })

  it('keeps every letter of any text, in order', () => {
    const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '')
    fc.assert(fc.property(anyStory, (story) => letters(texts(story).join('')) === letters(story)))
  })

  it('divides a sentence after the comma that is closest to its middle', () => {
    expect(divide('山上，有一座很老的庙，庙里，住着一个和尚。', (text) => text.length, 14)).toEqual([
      '山上，有一座很老的庙，',
      '庙里，住着一个和尚。',
    ])
  })

  it('does not take a line that goes on for a title', () => {
    expect(splitSentences('他走了很远，\n天黑了。', true).map(({ heading }) => heading)).toEqual([
      false,
      false,
    ])
  })

  it('puts a space between English sentences and none between Chinese ones', () => {
    expect(joinSentences(['It snowed.', 'She ran.'])).toBe('It snowed. She ran.')
    expect(joinSentences(['天黑了。', '他走了。'])).toBe('天黑了。他走了。')
  })
})
