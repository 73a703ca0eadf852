import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareIds } from '@/pipeline/position'
import { selectScenes } from '@/pipeline/scenes'
import {
  selectCurrentStage,
  selectIsActive,
  selectLanes,
  selectProgress,
  stageText,
} from '@/pipeline/selectors'
import { share } from '@/pipeline/share'
import { initialState } from '@/pipeline/state'
import { fold, iso, recorded, recordedSnapshot, snapshot, messageAt } from './build'

const T = 1_700_000_000_000
const options = { isSettled: true, mediaBase: '' }
const running = { status: 'processing', started_at: iso(T) }
const storyboard = (count: number) => ({
  status: 'completed',
  domain_data: {
    storyboards: Array.from({ length: count }, (_, index) => ({ id: index + 1, sequence_number: index + 1 })),
  },
})
const images = (...urls: (string | null)[]) => ({
  storyboards: urls.map((url, index) => ({
    storyboard_id: index + 1,
    sequence_number: index + 1,
    images: url === null ? [] : [{ id: index + 1, image_url: url, status: 'completed' }],
  })),
})

describe('progress', () => {
  it('is unknown before anything measurable is done', () => {
    expect(selectProgress(initialState('p'))).toBeNull()
    expect(selectProgress(fold([snapshot('queued', {}, T)]))).toBeNull()
    const begun = { type: 'stage_update', stage: 'rewrite', status: 'processing', progress: 0 }
    expect(selectProgress(fold([messageAt(begun, T)]))).toBeNull()
  })

  it('does not fall when a run is paused during an item stage, nor when it continues', () => {
    const done = { status: 'completed' }
    const stages = (status: string) => ({
      rewrite: done,
      storyboard: storyboard(4),
      image_generation: { status, started_at: iso(T), domain_data: images('/1.jpg', '/2.jpg', null, null) },
    })
    const live = fold([snapshot('processing', stages('processing'), T + 100)])
    expect(selectProgress(live)).toBe(50)
    const paused = fold([snapshot('paused', stages('pending'), T + 200)], live)
    expect(selectProgress(paused)).toBe(50)
    const starts = { type: 'stage_update', stage: 'image_generation', status: 'processing', progress: 0 }
    expect(selectProgress(fold([messageAt(starts, T + 300)], paused))).toBe(50)
  })

  it('is the mean of the five stages, 100 only at the end', () => {
    const half = fold([
      snapshot('processing', { rewrite: { status: 'completed' }, storyboard: running }, T),
      messageAt({ type: 'progress', stage: 'storyboard', progress: 50 }, T + 10),
    ])
    expect(selectProgress(half)).toBe(30)
    expect(selectProgress(fold(recorded('one-scene', { withIds: true })))).toBe(100)
  })

  it('has the last running stage as the current one', () => {
    const state = fold([snapshot('processing', { rewrite: { status: 'completed' }, storyboard: running }, T)])
    expect(selectCurrentStage(state)).toBe('storyboard')
    expect(selectIsActive(state)).toBe(true)
    expect(selectIsActive(initialState('p'))).toBe(false)
  })

  it('has a lane that ends where a stage was interrupted', () => {
    const cut = { status: 'pending', started_at: iso(T), output_data: { interrupted_at: iso(T + 17_000) } }
    const [lane] = selectLanes(fold([snapshot('paused', { rewrite: cut }, T + 60_000)]))
    expect(lane).toMatchObject({ status: 'pending', startedAt: T, endedAt: T + 17_000 })
  })

  it('has a lane for each stage, with its times', () => {
    const lanes = selectLanes(fold([recordedSnapshot('one-scene', T)]))
    expect(lanes).toHaveLength(5)
    for (const { startedAt, endedAt } of lanes)
      expect((endedAt ?? 0) - (startedAt ?? Infinity)).toBeGreaterThan(0)
  })
})

describe('the film strip', () => {
  it('has text, picture, move and clip for a recorded film', () => {
    const [scene] = selectScenes(fold([recordedSnapshot('one-scene', T)]).stages, options)
    expect(scene).toMatchObject({
      number: 1,
      complete: true,
      image: { status: 'completed' },
      clip: { status: 'completed' },
    })
    expect(scene?.camera).toMatchObject({ value: { type: 'pan_left' } })
    expect(scene?.image).toMatchObject({ value: { url: expect.stringMatching(/^\/media\//) as string } })
  })

  it('works on one scene after the other', () => {
    const state = fold([
      snapshot(
        'processing',
        {
          storyboard: storyboard(3),
          image_generation: { ...running, domain_data: images('/a.jpg', null, null) },
        },
        T,
      ),
    ])
    const scenes = selectScenes(state.stages, options)
    expect(scenes.map(({ image }) => image.status)).toEqual(['completed', 'running', 'pending'])
    expect(scenes.map(({ clip }) => clip.status)).toEqual(['pending', 'pending', 'pending'])
  })

  it('shows a missing item as failed after the end, once no snapshot is wanted', () => {
    const state = fold([
      snapshot(
        'failed',
        {
          storyboard: storyboard(2),
          image_generation: { status: 'failed', domain_data: images('/a.jpg', null) },
        },
        T,
      ),
    ])
    const statuses = (isSettled: boolean) =>
      selectScenes(state.stages, { ...options, isSettled }).map(({ image }) => image.status)
    expect(statuses(true)).toEqual(['completed', 'failed'])
    expect(statuses(false)).toEqual(['completed', 'running'])
  })

  it('shows items after the one at which a stage failed as waiting: they were never tried', () => {
    const clips = (...statuses: readonly (string | null)[]) => ({
      storyboards: statuses.map((status, index) => ({
        storyboard_id: `s${index + 1}`,
        sequence_number: index + 1,
        videos:
          status === null ? [] : [{ id: index, status, video_url: status === 'completed' ? '/c.mp4' : null }],
      })),
    })
    const statusesOf = (...statuses: readonly (string | null)[]) => {
      const stage = { status: 'failed', domain_data: clips(...statuses) }
      const stages = { storyboard: storyboard(statuses.length), video_generation: stage }
      return selectScenes(fold([snapshot('failed', stages, T)]).stages, options).map(
        ({ clip }) => clip.status,
      )
    }
    expect(statusesOf('completed', null, null, null)).toEqual(['completed', 'failed', 'pending', 'pending'])
    expect(statusesOf('completed', 'failed', null, null)).toEqual([
      'completed',
      'failed',
      'pending',
      'pending',
    ])
    expect(statusesOf('completed', null, 'completed', null)).toEqual([
      'completed',
      'failed',
      'completed',
      'failed',
    ])
    expect(statusesOf(null, null)).toEqual(['failed', 'pending'])
  })

  it('plays and names a camera move that the server has hidden in its description', () => {
    const description = '{"movement_type": "zoom_in", "description": "缓缓推近"}'
    const camera_movement = { id: 1, movement_type: '', movement_params: { description } }
    const domain_data = { storyboards: [{ storyboard_id: 's1', sequence_number: 1, camera_movement }] }
    const stages = { storyboard: storyboard(1), camera_movement: { status: 'completed', domain_data } }
    const state = fold([snapshot('completed', stages, T)])
    const [scene] = selectScenes(state.stages, options)
    expect(scene?.camera).toMatchObject({ value: { type: 'zoom_in', description: '缓缓推近' } })
    expect(stageText(state, 'camera_movement')).toBe('1. 缓缓推近')
  })

  it('never shows a URL that is not safe', () => {
    const data = images('javascript:alert(1)', 'data:text/html,x', '/media/ok.jpg')
    const state = fold([
      snapshot(
        'completed',
        { storyboard: storyboard(3), image_generation: { status: 'completed', domain_data: data } },
        T,
      ),
    ])
    const scenes = selectScenes(state.stages, options)
    expect(scenes.map(({ image }) => image.status)).toEqual(['failed', 'failed', 'completed'])
    expect(JSON.stringify(scenes)).not.toMatch(/javascript:|data:/)
  })
})

describe('the text of a stage', () => {
  it('is made from the product if no text was received', () => {
    const state = fold([recordedSnapshot('one-scene', T)])
    expect(JSON.parse(stageText(state, 'storyboard'))).toMatchObject({ scenes: [{ scene_number: 1 }] })
    expect(stageText(state, 'camera_movement')).toMatch(/^1\. /)
    expect(stageText(state, 'image_generation')).toBe('')
  })
})

describe('ids', () => {
  it.each([
    { a: '9', b: '10', order: -1 },
    { a: '10', b: '10', order: 0 },
    { a: '1732243200000-2', b: '1732243200000-10', order: -1 },
    { a: '1732243200001-0', b: '1732243200000-99', order: 1 },
    { a: '99999999999999999999', b: '99999999999999999998', order: 1 },
    { a: 'abc', b: 'abc', order: 0 },
    { a: 'abc', b: 'abd', order: null },
    { a: '1', b: '1-2', order: null },
    // Not a count: comparing two such ids would take seconds.
    { a: '1'.repeat(1_000_000), b: '2'.repeat(1_000_000), order: null },
  ])('$a and $b compare as $order', ({ a, b, order }) => {
    expect(compareIds(a, b)).toBe(order)
  })
})

describe('shared structure', () => {
  it('keeps all scenes except the one with a new picture and the next one', () => {
    const scenesWith = (pictures: number) => {
      const urls = Array.from({ length: 300 }, (_, index) => (index < pictures ? `/${index}.jpg` : null))
      const drawn = { status: 'processing', started_at: iso(T), domain_data: images(...urls) }
      const stages = { storyboard: storyboard(300), image_generation: drawn }
      return selectScenes(fold([snapshot('processing', stages, T + pictures)]).stages, options)
    }
    const before = scenesWith(10)
    const after = share(before, scenesWith(11))
    const changed = after.filter((scene, index) => scene !== before[index])
    expect(changed.map(({ number, image }) => [number, image.status])).toEqual([
      [11, 'completed'],
      [12, 'running'],
    ])
  })

  it('returns the former value if equal, and shares equal parts if changed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const copy: unknown = structuredClone(before)
        expect(share(before, copy)).toBe(before)
        expect(share(before, after)).toEqual(after)
      }),
    )
    const before = { a: { b: 1 }, c: [1, 2] }
    const after = share(before, { a: { b: 1 }, c: [1, 3] })
    expect(after.a).toBe(before.a)
    expect(after.c).toEqual([1, 3])
  })

  it('does not exhaust the stack', () => {
    const deep = () => JSON.parse('['.repeat(9_000) + ']'.repeat(9_000)) as unknown
    expect(() => share(deep(), deep())).not.toThrow()
  })
})
