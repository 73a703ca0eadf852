import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { viewOf } from '../../../../server/media/painting/view'
import { languageOfText } from '../../../../server/words/language'
import { TIMES } from '../../../../server/words/lexicon'
import { readStoryboard } from '../../../../server/producers/readModelText'
import { rewriteStory } from '../../../../server/producers/rewriteStory'
import { draftScenes } from '../../../../server/producers/draftScenes'
import { anyStory, contextOf, fixture } from './stories'

const scenesOf = (story: string) => draftScenes(rewriteStory(story, 'full').text, story)
const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

describe('the storyboard', () => {
  it.each(['taohuayuan.txt', 'tale-en.txt', 'single-sentence.txt', 'hostile.txt'])(
    'narrates the whole of the rewritten %s, a line a scene',
    (name) => {
      const { text } = rewriteStory(fixture(name), 'full')
      const scenes = draftScenes(text, fixture(name))
      expect(scenes.map((scene) => scene.scene_number)).toEqual(scenes.map((_, index) => index + 1))
      expect(letters(scenes.map((scene) => scene.narration).join(''))).toBe(letters(text))
      expect(scenes.map((scene) => scene.narration)).toEqual(text.split('\n'))
    },
  )

  it('has a scene for the title of a story', () => {
    expect(scenesOf(fixture('taohuayuan.txt'))[0]?.narration).toBe('桃花源记')
  })

  it('divides what a person has written into one line', () => {
    const line = '天黑了，路上没有人，只有风。他提着灯笼慢慢地走。桥下的水声很响很响。月亮还没有出来。'
    expect(draftScenes(line, line).map((scene) => scene.narration)).toEqual([
      '天黑了，路上没有人，只有风。他提着灯笼慢慢地走。',
      '桥下的水声很响很响。月亮还没有出来。',
    ])
  })

  it('names subject, place, time and weather in the prompt', () => {
    const [scene] = scenesOf(fixture('single-sentence.txt'))
    for (const word of ['老人', '桥', '灯', '群山', '夜', '雪']) expect(scene?.visual_prompt).toContain(word)
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
    const night = '深夜，他独自走进山里。他走得很慢，也很小心。'
    const after = '前面有一条小路。老人说，那是去年才修好的。'
    const same = scenesOf(`${night}${after}`)
    const other = scenesOf(`${night}\n\n另一个故事\n\n${after}`)
    expect(same.at(-1)?.visual_prompt).toContain('夜')
    expect(other.at(-1)?.visual_prompt).not.toContain('夜')
  })

  it('is written in the language of the story', () => {
    expect(scenesOf('It was snowing. A fox ran.')[0]?.shot_type).toBe('wide shot')
    expect(scenesOf('下雪了。狐狸跑了。')[0]?.shot_type).toBe('远景')
  })

  it('makes at most 300 scenes of a very long story', () => {
    const scenes = scenesOf(fixture('taohuayuan.txt').repeat(300).slice(0, 200_000))
    expect(scenes.length).toBeGreaterThan(250)
    expect(scenes.length).toBeLessThanOrEqual(300)
  })

  it('makes readable scenes of any story', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const scenes = scenesOf(story)
        const read = readStoryboard(JSON.stringify({ scenes }, null, 2), contextOf(story))
        expect(read.map((scene) => scene.visual_prompt)).toEqual(
          scenes.map((scene) => scene.visual_prompt.trim()),
        )
        expect(scenes.length).toBeLessThanOrEqual(300)
      }),
    )
  })
})
