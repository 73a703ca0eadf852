import { describe, expect, it } from 'vitest'
import { draftCamera } from '../../../../server/producers/draftCamera'
import { rewriteStory } from '../../../../server/producers/rewriteStory'
import { sceneSeconds } from '../../../../server/producers/beats'
import { draftScenes } from '../../../../server/producers/draftScenes'
import type { StoryScene } from '../../../../server/producers/types'
import { fixture } from './stories'

function sceneOf(narration: string, number = 2): StoryScene {
  return {
    scene_number: number,
    narration,
    visual_prompt: '',
    shot_type: '',
    description: '',
    durationSeconds: sceneSeconds(narration),
  }
}

describe('the choice of a camera move', () => {
  it.each([
    ['她推开门，走进房间。', 'push_in'],
    ['眼前豁然开朗，土地平旷。', 'pull_out'],
    ['They walked along the river.', 'pan_right'],
    ['The moon rose above the mountain.', 'tilt_up'],
    ['老人静静地坐着等。', 'static'],
  ])('follows the words: %s', (narration, move) => {
    expect(draftCamera(sceneOf(narration), null).movementType).toBe(move)
  })

  it('never moves alike in two scenes that follow each other', () => {
    for (const name of ['taohuayuan.txt', 'tale-en.txt']) {
      const story = fixture(name)
      const moves = draftScenes(rewriteStory(story, 'full').text, story).map(
        (scene) => draftCamera({ ...sceneOf(scene.narration), ...scene }, null).movementType,
      )
      for (const [index, move] of moves.entries()) expect(move).not.toBe(moves[index + 1])
    }
  })

  it('is described in the language of the scene, with what a preview needs', () => {
    const { params } = draftCamera(sceneOf('他走进山洞。'), null)
    expect(params).toMatchObject({ direction: 'in', speed: 'slow', from: { x: 0.5 }, to: { scale: 1.4 } })
    expect(params.description).toMatch(/^镜头/)
    expect(draftCamera(sceneOf('He fled in fear.'), null).params).toMatchObject({ speed: 'medium' })
    expect(draftCamera(sceneOf('He slept.'), null).params.description).toMatch(/^The camera/)
  })
})
