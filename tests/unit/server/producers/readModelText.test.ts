import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cameraText, draftCamera } from '../../../../server/producers/draftCamera'
import { readCamera, readStoryboard } from '../../../../server/producers/readModelText'
import type { StoryScene } from '../../../../server/producers/types'
import { contextOf } from './stories'

const scene: StoryScene = {
  scene_number: 2,
  narration: '渔人沿着溪水走进桃花林。',
  visual_prompt: '远景：人物、溪流',
  shot_type: '远景',
  description: '远景：人物、溪流',
  durationSeconds: 4,
}

describe('reading a storyboard', () => {
  const json =
    '{"scenes":[{"scene_number":1,"narration":"天黑了。","visual_prompt":"夜","shot_type":"远景"}]}'

  it.each([
    ['as it should be', json],
    ['inside a Markdown fence', '```json\n' + json + '\n```'],
    ['with words around it', `Here you are:\n${json}\nEnjoy!`],
    ['with a raw newline in a string', json.replace('天黑', '天\n黑')],
    ['cut off at its end', json.slice(0, -2)],
  ])('finds the scene in JSON %s', (_, text) => {
    const scenes = readStoryboard(text, contextOf('天黑了。'))
    expect(scenes).toHaveLength(1)
    expect(scenes[0]).toMatchObject({ scene_number: 1, visual_prompt: '夜', shot_type: '远景' })
  })

  it('numbers scenes by their order and lets the narration stand in for a missing prompt', () => {
    const scenes = readStoryboard(
      '{"scenes":[{"scene_number":7,"narration":"a"},{"scene_number":7,"narration":"b"}]}',
      contextOf(''),
    )
    expect(scenes.map((s) => [s.scene_number, s.visual_prompt])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
  })

  it.each(['', 'I cannot do that.', '{"scenes":[]}', '{"scenes":[{}]}', 'null'])(
    'says what to do when there is no scene: %j',
    (text) => {
      expect(() => readStoryboard(text, contextOf('他走了。'))).toThrow('请重试分镜阶段')
      expect(() => readStoryboard(text, contextOf('He left.'))).toThrow('Retry the storyboard stage')
    },
  )
})

describe('reading a camera move', () => {
  it('reads back what the built-in producer writes', () => {
    const draft = draftCamera(scene, null)
    expect(readCamera(cameraText(draft), scene, null)).toEqual(draft)
  })

  it.each([
    ['the wire’s names', '{"movement_type":"Zoom In","movement_params":{"description":"closer"}}'],
    ['the names of a draft', 'Sure.\n{"movementType":"zoom in","params":{"description":"closer"}}'],
    ['a fence', '```json\n{"movement_type":"zoom-in","movement_params":{"description":"closer"}}\n```'],
    [
      'a description that is JSON',
      '{"movement_type":"zoom_in","movement_params":{"description":"{\\"description\\":\\"closer\\"}"}}',
    ],
    ['a description beside the params', '{"movement_type":"zoom_in","description":"closer"}'],
  ])('understands %s', (_, text) => {
    const move = readCamera(text, scene, null)
    expect(move.movementType).toBe('zoom_in')
    expect(move.params).toMatchObject({ description: 'closer', from: { scale: 1.02 }, to: { scale: 1.3 } })
  })

  it('chooses a move if the text names none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readCamera(text, scene, null)).toEqual(draftCamera(scene, null))
      }),
    )
  })
})
