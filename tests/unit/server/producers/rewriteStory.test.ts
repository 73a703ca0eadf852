import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sceneSeconds } from '../../../../server/producers/beats'
import { locateSentences } from '../../../../server/producers/locateSentences'
import { estimateFilms, rewriteStory } from '../../../../server/producers/rewriteStory'
import { splitSentences } from '../../../../server/words/sentences'
import { anyStory, fixture } from './stories'

const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

const told = (story: string) => rewriteStory(story, 'full').text
/** A text as the multiset of its letters, because a speaker may change places with what was said. */
const sorted = (text: string) => [...letters(text)].sort().join('')

describe('the rewrite', () => {
  it.each(['taohuayuan.txt', 'tale-en.txt', 'single-sentence.txt', 'hostile.txt'])(
    'tells every word of %s where the whole story is wished for',
    (name) => {
      const story = fixture(name)
      const { text, report } = rewriteStory(story, 'full')
      expect(sorted(text)).toBe(sorted(story))
      expect(report.used_sentences).toBe(report.sentences)
      expect(report.left_out).toEqual([])
    },
  )

  it('writes a line for each scene, and one for a title', () => {
    const lines = told(fixture('taohuayuan.txt')).split('\n')
    expect(lines[0]).toBe('桃花源记')
    expect(lines.length).toBeGreaterThanOrEqual(20)
    expect(lines).not.toContain('')
  })

  it.each([
    ['drops fillers', 'Well, you know, it snowed.', 'It snowed.', 'tightened'],
    ['drops Chinese fillers', '嗯，话说，天黑了。', '天黑了。', 'tightened'],
    ['drops a filler within a sentence', '天黑了，那个，他走了。', '天黑了，他走了。', 'tightened'],
    ['drops marks written twice', '天黑了！！！', '天黑了！', 'tightened'],
    [
      'drops a sentence said twice',
      '天黑了，雪很大。天黑了，雪很大。他走了。',
      '天黑了，雪很大。他走了。',
      'repeated',
    ],
    ['puts the speaker first', '“我累了，”狐狸说。', '狐狸说：“我累了。”', 'reordered'],
    [
      'puts an English speaker first',
      '"I am tired," said the old fox.',
      'The old fox said, "I am tired."',
      'reordered',
    ],
    [
      'divides what is too long to say',
      '他沿着那条从来没有人走过的小路一直往山里走去走了整整一天一夜又一个早晨，终于在太阳升起来的时候远远地看见了那座传说中的古老的石桥和桥边的灯火。',
      '他沿着那条从来没有人走过的小路一直往山里走去走了整整一天一夜又一个早晨。\n终于在太阳升起来的时候远远地看见了那座传说中的古老的石桥和桥边的灯火。',
      'divided',
    ],
  ] as const)('%s and says so', (_, story, expected, kind) => {
    const { text, report } = rewriteStory(story, 'full')
    expect(text).toBe(expected)
    expect(report[kind]).toBe(1)
  })

  it.each([
    '“你好，”他说，“再见。”',
    '他说：“走吧。”',
    '“走”字是他写的。',
    '"Yes" was all that the fox said.',
  ])('leaves the order of %s alone', (story) => {
    expect(rewriteStory(story, 'full')).toMatchObject({ text: story, report: { reordered: 0 } })
  })

  it('keeps short answers that are repeated', () => {
    expect(told('Yes. Yes. Go on, said the king.')).toContain('Yes. Yes.')
  })

  it('adds no letter to any story', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const own = sorted(story)
        let at = 0
        for (const letter of sorted(told(story))) at = own.indexOf(letter, at) + letter.length
        return at <= own.length
      }),
    )
  })

  it('is the same for the same story', () => {
    fc.assert(fc.property(anyStory, (story) => told(story) === told(story)))
  })

  it.each([['走了很远'], ['He walked far. '], ['“'], ['a'], ['🎬']])(
    'copes with 200,000 characters of %s',
    (unit) => {
      const story = unit.repeat(Math.ceil(200_000 / unit.length)).slice(0, 200_000)
      expect(told(story).length).toBeGreaterThan(0)
    },
  )

  it.each([
    ['tale-en.txt', '1min', 60],
    ['tale-en.txt', '3min', 180],
    ['taohuayuan.txt', '1min', 60],
  ] as const)('makes a film of %s that lasts about %s', (name, length, wished) => {
    const story = fixture(name)
    const { text, report } = rewriteStory(story, length)
    const scenes = text.split('\n')
    const seconds = scenes.reduce((sum, line) => sum + sceneSeconds(line), 0)
    expect(seconds).toBeGreaterThan(wished * 0.85)
    expect(seconds).toBeLessThanOrEqual(wished * 1.1)
    const sentences = splitSentences(story)
    expect(text.startsWith(sentences[0]?.text ?? '?')).toBe(true)
    expect(text.endsWith(sentences.at(-1)?.text ?? '?')).toBe(true)
    expect(report.used_sentences).toBeLessThan(report.sentences)
    // What is told, and what is said to be left out, are the whole story.
    const leftOut = report.left_out.map(([start, end]) => story.slice(start, end)).join('')
    expect(sorted(text + leftOut)).toBe(sorted(story))
    const estimate = estimateFilms(story).lengths.find((one) => one.film_length === length)
    expect(estimate).toMatchObject({
      seconds,
      scenes: scenes.length,
      used_sentences: report.used_sentences,
      sentences: report.sentences,
    })
  })

  it('chooses from all parts of the story', () => {
    const story = fixture('tale-en.txt')
    const { left_out: leftOut } = rewriteStory(story, '3min').report
    const longest = Math.max(...leftOut.map(([start, end]) => end - start))
    expect(longest).toBeLessThan(story.length / 4)
  })
})

describe('where left out sentences stand', () => {
  it('joins neighbours, and includes the marks after them', () => {
    const story = '天黑了。 雪很大！\n他走了。\n\n门关着。'
    const sentences = splitSentences(story).map(({ text }) => text)
    const parts = (chosen: number[]) =>
      locateSentences(story, sentences, (index) => chosen.includes(index)).map(([start, end]) =>
        story.slice(start, end),
      )
    expect(parts([1, 2])).toEqual(['雪很大！\n他走了。'])
    expect(parts([0, 3])).toEqual(['天黑了。', '门关着。'])
    expect(parts([])).toEqual([])
  })

  it('covers every letter of any story exactly once', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const sentences = splitSentences(story).map(({ text }) => text)
        const all = locateSentences(story, sentences, () => true)
        const even = locateSentences(story, sentences, (index) => index % 2 === 0)
        const odd = locateSentences(story, sentences, (index) => index % 2 === 1)
        const text = (parts: [number, number][]) => parts.map(([a, b]) => story.slice(a, b)).join('')
        expect(letters(text(all))).toBe(letters(story))
        expect(letters(text([...even, ...odd].sort(([a], [b]) => a - b)))).toBe(letters(story))
      }),
    )
  })
})
