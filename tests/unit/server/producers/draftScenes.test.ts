import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { viewOf } from '../../../../server/media/painting/view'
import { languageOfText, speechSeconds } from '../../../../server/words/language'
import { TIMES } from '../../../../server/words/lexicon'
import { readStoryboard } from '../../../../server/producers/readModelText'
import { rewriteStory } from '../../../../server/producers/rewriteStory'
import { groupSentences } from '../../../../server/producers/sceneBoundaries'
import { splitSentences } from '../../../../server/words/sentences'
import { draftScenes } from '../../../../server/producers/draftScenes'
import { anyStory, contextOf, fixture } from './stories'

const scenesOf = (story: string) => draftScenes(rewriteStory(story), story)

describe('the storyboard', () => {
  it.each([
    ['taohuayuan.txt', 4, 8],
    ['tale-en.txt', 4, 12],
    ['single-sentence.txt', 1, 1],
    ['hostile.txt', 2, 8],
  ])('makes a fitting number of scenes of %s', (name, fewest, most) => {
    const scenes = scenesOf(fixture(name))
    expect(scenes.length).toBeGreaterThanOrEqual(fewest)
    expect(scenes.length).toBeLessThanOrEqual(most)
    expect(scenes.map((scene) => scene.scene_number)).toEqual(scenes.map((_, index) => index + 1))
  })

  it('narrates in sentences of the story', () => {
    const story = fixture('taohuayuan.txt')
    const whole = story.replace(/\s/g, '')
    for (const { narration } of scenesOf(story))
      for (const { text } of splitSentences(narration)) expect(whole).toContain(text)
  })

  it('leaves titles out of the narration', () => {
    expect(scenesOf(fixture('taohuayuan.txt'))[0]?.narration).toMatch(/^晋太元中/)
  })

  it('names subject, place, time and weather in the prompt', () => {
    const [scene] = scenesOf(fixture('single-sentence.txt'))
    for (const word of ['人物', '桥', '灯', '群山', '夜', '雪']) expect(scene?.visual_prompt).toContain(word)
  })

  it.each([
    'The old fox slept under the red moon.',
    '老狐狸睡在红月亮下。',
    'A star shone at dawn.',
    '狐狸在走。',
  ])('names the time of day that the picture shows: %s', (story) => {
    const [scene] = scenesOf(story)
    if (!scene) throw new Error('a sentence makes a scene')
    expect(scene.visual_prompt).toContain(TIMES[viewOf(scene).time].name[languageOfText(story)])
  })

  it('reads a moon as night if the story names no other time', () => {
    expect(scenesOf('The old fox slept under the red moon.')[0]?.visual_prompt).toMatch(/; night;/)
  })

  it('carries the night over to the next scene, but not into another tale', () => {
    const sentences = (begin: string, count: number) =>
      Array.from(
        { length: count },
        (_, index) => `${begin}，这是他说的第${index}句话，说得很慢也很清楚。`,
      ).join('')
    const night = `深夜，他独自走进山里。${sentences('他接着讲', 6)}`
    const after = `前面有一条小路。${sentences('老人接着讲', 6)}`
    const same = scenesOf(`${night}\n${after}`)
    const other = scenesOf(`${night}\n\n另一个故事\n\n${after}`)
    expect(same.at(-1)?.visual_prompt).toContain('夜')
    expect(other.at(-1)?.visual_prompt).not.toContain('夜')
  })

  it('is written in the language of the story', () => {
    expect(scenesOf('It was snowing. A fox ran.')[0]?.shot_type).toBe('wide shot')
    expect(scenesOf('下雪了。狐狸跑了。')[0]?.shot_type).toBe('远景')
  })

  it('keeps the narration of a very long story short enough to be read', () => {
    const story = fixture('taohuayuan.txt').repeat(300).slice(0, 200_000)
    const scenes = scenesOf(story)
    expect(scenes).toHaveLength(12)
    for (const { narration } of scenes) expect(speechSeconds(narration)).toBeLessThanOrEqual(14)
  })

  it('makes readable scenes of any story', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const scenes = scenesOf(story)
        const read = readStoryboard(JSON.stringify({ scenes }, null, 2), contextOf(story))
        expect(read.map((scene) => scene.visual_prompt)).toEqual(
          scenes.map((scene) => scene.visual_prompt.trim()),
        )
        expect(scenes.length).toBeLessThanOrEqual(12)
      }),
    )
  })

  it('divides sentences in groups without losing, repeating or emptying one', () => {
    fc.assert(
      fc.property(anyStory, fc.integer({ min: 1, max: 12 }), (story, wanted) => {
        const sentences = splitSentences(story)
        fc.pre(sentences.length > 0)
        const count = Math.min(wanted, sentences.length)
        const groups = groupSentences(sentences, count)
        expect(groups).toHaveLength(count)
        expect(groups.every((group) => group.length > 0)).toBe(true)
        expect(groups.flat()).toEqual(sentences)
      }),
    )
  })
})
