import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rewriteStory } from '../../../../server/producers/rewriteStory'
import { splitSentences } from '../../../../server/words/sentences'
import { anyStory, fixture } from './stories'

const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Whether `part` can be had from `whole` by leaving out characters. */
function isLeftOf(whole: string, part: string): boolean {
  let at = 0
  for (const char of part) {
    at = whole.indexOf(char, at)
    if (at < 0) return false
    at += char.length
  }
  return true
}

describe('the rewrite', () => {
  it.each(['taohuayuan.txt', 'tale-en.txt', 'single-sentence.txt'])(
    'keeps the sentences of %s and loses almost nothing',
    (name) => {
      const story = fixture(name)
      const own = new Set(splitSentences(story).map(({ text }) => letters(text)))
      const told = splitSentences(rewriteStory(story), true).map(({ text }) => letters(text))
      for (const sentence of told) expect(own).toContain(sentence)
      expect(letters(rewriteStory(story)).length).toBeGreaterThan(letters(story).length * 0.95)
    },
  )

  it('makes a paragraph for each scene of a tale, and a line for its title', () => {
    const lines = rewriteStory(fixture('taohuayuan.txt')).split('\n')
    expect(lines[0]).toBe('桃花源记')
    expect(lines.length).toBeGreaterThanOrEqual(6)
    expect(lines).not.toContain('')
  })

  it.each([
    ['fillers', 'Well, you know, it snowed.', 'It snowed.'],
    ['Chinese fillers', '嗯，话说，天黑了。', '天黑了。'],
    ['marks written twice', '天黑了！！！', '天黑了！'],
    ['a sentence said twice', '天黑了，雪很大。天黑了，雪很大。他走了。', '天黑了，雪很大。他走了。'],
  ])('tightens %s', (_, story, expected) => {
    expect(rewriteStory(story)).toBe(expected)
  })

  it('keeps short answers that are repeated', () => {
    expect(rewriteStory('Yes. Yes. Go on, said the king.')).toContain('Yes. Yes.')
  })

  it('adds no letter to any story', () => {
    fc.assert(fc.property(anyStory, (story) => isLeftOf(letters(story), letters(rewriteStory(story)))))
  })

  it('is the same for the same story', () => {
    fc.assert(fc.property(anyStory, (story) => rewriteStory(story) === rewriteStory(story)))
  })

  it.each([['走了很远'], ['He walked far. '], ['“'], ['a'], ['🎬']])(
    'copes with 200,000 characters of %s',
    (unit) => {
      const story = unit.repeat(Math.ceil(200_000 / unit.length)).slice(0, 200_000)
      expect(rewriteStory(story).length).toBeGreaterThan(0)
    },
  )
})
