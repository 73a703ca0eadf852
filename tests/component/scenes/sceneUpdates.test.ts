import { render } from '@testing-library/vue'
import { describe, expect, it } from 'vitest'
import type { Component, ComponentPublicInstance } from 'vue'
import SceneStrip from '@/components/film/SceneStrip.vue'
import StageCamera from '@/components/stages/StageCamera.vue'
import StageClips from '@/components/stages/StageClips.vue'
import StageImages from '@/components/stages/StageImages.vue'
import StageStoryboard from '@/components/stages/StageStoryboard.vue'
import { NO_TEXT } from '@/presentation/textGrowth'
import { share } from '@/pipeline/share'
import type { Scene } from '@/pipeline/state'
import { clip, picture, scene } from '../../support/projectFixtures'

const SCENES = 40
const small = { aspectRatio: '9:16', large: false }
const written = { text: () => NO_TEXT, verbatim: true, live: false }
const LISTS: readonly (readonly [string, Component, Record<string, unknown>, readonly string[]])[] = [
  ['strip', SceneStrip, { selected: 1 }, ['SceneFrame']],
  ['storyboard', StageStoryboard, { ...small, ...written }, ['SceneCard']],
  ['pictures', StageImages, small, ['SceneImageItem', 'ScenePicture']],
  ['camera moves', StageCamera, { ...small, ...written }, ['SceneMove', 'ScenePicture']],
  ['clips', StageClips, small, ['SceneClip', 'ScenePicture']],
]

/** The scenes after something has come for the seventh, as the store makes them of a new snapshot. */
function arrived(before: readonly Scene[]): readonly Scene[] {
  const news = { narration: '又进一百步', image: picture(7), clip: clip(7) }
  return share(
    before,
    before.map((one) => structuredClone(one.number === 7 ? { ...one, ...news } : one)),
  )
}

describe('a change of one scene', () => {
  it.each(LISTS)('renders that scene alone in the %s', async (_, list, props, items) => {
    const rendered: string[] = []
    function note(this: ComponentPublicInstance) {
      const name = this.$options.__name
      if (name !== undefined && items.includes(name)) rendered.push(name)
    }
    const scenes = Array.from({ length: SCENES }, (__, index) => scene(index + 1))
    const { rerender } = render(list, {
      props: { ...props, scenes },
      global: { mixins: [{ mounted: note, updated: note }] },
    })
    expect(rendered.length).toBeGreaterThanOrEqual(SCENES)
    rendered.length = 0
    await rerender({ scenes: arrived(scenes) })
    expect(rendered).not.toEqual([])
    for (const item of items) expect(rendered.filter((name) => name === item).length).toBeLessThanOrEqual(1)
  })
})
