import { describe, expect, it, vi } from 'vitest'
import { createDraftReader } from '@/pipeline/draftReader'
import { replaceText } from '@/pipeline/transitions'
import { readSceneDrafts } from '@/protocol/sceneDrafts'
import { fold, messageAt } from './build'

const T = 1_700_000_000_000
const scene = (number: number) =>
  `{"scene_number": ${number}, "narration": "第${number}场，山有小口", "visual_prompt": "a cave", "shot_type": "wide"}`
const whole = `{"scenes": [${Array.from({ length: 40 }, (_, index) => scene(index + 1)).join(', ')}]}`

/** The states of a storyboard that is written piece by piece. */
function statesOf(text: string, size: number) {
  let state = fold([messageAt({ type: 'stage_update', stage: 'storyboard', status: 'processing' }, T)])
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) => {
    const content = text.slice(index * size, (index + 1) * size)
    state = fold([messageAt({ type: 'token', stage: 'storyboard', content }, T + index + 1)], state)
    return state.stages.storyboard
  })
}

describe('a reader of scenes that are being streamed', () => {
  it('finds the same scenes as reading the whole text each time', () => {
    const read = createDraftReader()
    for (const stage of statesOf(whole, 7)) expect(read(stage)).toEqual(readSceneDrafts(stage.text))
  })

  it('reads a finished scene once, however long the text grows', () => {
    const read = createDraftReader()
    const parse = vi.spyOn(JSON, 'parse')
    for (const stage of statesOf(whole, 200)) read(stage)
    const longest = Math.max(...parse.mock.calls.map(([text]) => text.length))
    const count = parse.mock.calls.filter(([text]) => text.startsWith(scene(1))).length
    parse.mockRestore()
    expect(longest).toBeLessThan(400)
    expect(count).toBe(1)
  })

  it('starts again with a text that does not continue', () => {
    const read = createDraftReader()
    const last = statesOf(whole, 200).at(-1)
    if (!last) throw new Error('no state')
    expect(read(last)).toHaveLength(40)
    expect(read(replaceText(last, `[${scene(7)}`))).toMatchObject([{ number: 7 }])
    expect(read(replaceText(last, ''))).toEqual([])
  })
})
