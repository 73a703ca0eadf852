import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { projectPageSchema } from '@/protocol/projectRows'
import { projectSnapshotSchema } from '@/protocol/snapshot'

const recorded: unknown = JSON.parse(readFileSync('tests/fixtures/streams/one-scene.snapshot.json', 'utf8'))
const stage = (fields: object) => ({ stage_type: 'rewrite', status: 'pending', ...fields })
const read = (fields: object) => v.parse(projectSnapshotSchema, { id: 'p', ...fields })

describe('a snapshot', () => {
  it('of the studio is read completely', () => {
    const snapshot = v.parse(projectSnapshotSchema, recorded)
    expect(snapshot.stages.map(({ status }) => status)).toEqual(Array(5).fill('completed'))
    expect(snapshot.stages.map(({ data }) => data)).not.toContain(null)
    expect(snapshot).toMatchObject({ status: 'completed', aspectRatio: '9:16', progress: 100 })
  })

  it('needs only an id', () => {
    expect(read({})).toMatchObject({
      name: '',
      status: 'unknown',
      aspectRatio: null,
      stages: [],
      createdAt: null,
    })
  })

  it('drops stages that the product does not show', () => {
    const { stages } = read({ stages: [stage({ stage_type: 'asset_extraction' }), stage({}), 'odd', null] })
    expect(stages).toMatchObject([{ stage: 'rewrite', retryCount: 0, error: null }])
  })

  it('drops unreadable entries and keeps the rest', () => {
    const storyboards = [{ id: 1, sequence_number: 1, narration_text: 'a' }, { id: 2 }, null, 'odd']
    const { stages } = read({ stages: [stage({ stage_type: 'storyboard', domain_data: { storyboards } })] })
    expect(stages).toMatchObject([
      { data: { scenes: [{ id: '1', sequenceNumber: 1, narration: 'a', shotType: null }] } },
    ])
  })

  it.each([null, undefined, 'text', 5, [], {}])(
    'has data or null for domain_data %j, and never fails',
    (domain_data) => {
      const types = ['rewrite', 'storyboard', 'image_generation', 'camera_movement', 'video_generation']
      const { stages } = read({ stages: types.map((stage_type) => stage({ stage_type, domain_data })) })
      expect(stages).toHaveLength(5)
    },
  )

  it('has the model’s text and the time of an interruption, and keeps the stage whatever its output is', () => {
    const output_data = { text: 'own words', interrupted_at: '1970-01-01T00:00:05Z' }
    expect(read({ stages: [stage({ output_data })] }).stages).toMatchObject([
      { text: 'own words', interruptedAt: 5_000 },
    ])
    for (const odd of [null, undefined, 'text', 5, [], { text: 5, interrupted_at: {} }])
      expect(read({ stages: [stage({ output_data: odd })] }).stages).toMatchObject([
        { text: null, interruptedAt: null },
      ])
  })

  it('has the status unknown for a word of a newer server', () => {
    expect(read({ status: 'archived' }).status).toBe('unknown')
  })

  it.each([
    [3, 3],
    ['3', 3],
    [' 3.0 ', 3],
    ['-2', -2],
    ['0x10', null],
    ['1e3', null],
    ['three', null],
    ['', null],
    [true, null],
    [null, null],
    [{}, null],
  ])('reads the number %j as %j, wherever it stands', (wire, number) => {
    const entry = { id: 7, sequence_number: wire, narration_text: 'x' }
    const storyboards = [{ ...entry, storyboard_id: 7, images: [{ id: 8, image_url: '/a.jpg' }] }]
    const { stages, queuePosition } = read({
      queue_position: wire,
      stages: [
        stage({ stage_type: 'storyboard', retry_count: wire, domain_data: { storyboards } }),
        stage({ stage_type: 'image_generation', domain_data: { storyboards } }),
      ],
    })
    const numbers = number === null ? [] : [{ sequenceNumber: number }]
    expect(queuePosition).toBe(number)
    expect(stages[0]).toMatchObject({ retryCount: number ?? 0, data: { scenes: numbers } })
    expect(stages[1]).toMatchObject({ data: numbers })
  })

  it('takes a size or a length of 0 for unknown', () => {
    const nothing = { width: 0, height: '0', fps: 0, duration: 0 }
    const videos = [{ id: 1, video_url: '/c.mp4', ...nothing }]
    const storyboards = [{ id: 1, storyboard_id: 1, sequence_number: 1, duration_seconds: 0, videos }]
    const { stages } = read({
      stages: [
        stage({ stage_type: 'storyboard', domain_data: { storyboards } }),
        stage({ stage_type: 'video_generation', domain_data: { storyboards } }),
      ],
    })
    expect(stages[0]).toMatchObject({ data: { scenes: [{ durationSeconds: null }] } })
    expect(stages[1]).toMatchObject({
      data: [{ videos: [{ width: null, height: null, fps: null, durationSeconds: null }] }],
    })
  })

  it('never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (stages, domain_data) => {
        v.safeParse(projectSnapshotSchema, stages)
        v.safeParse(projectSnapshotSchema, { id: 'p', stages })
        v.safeParse(projectSnapshotSchema, {
          id: 'p',
          stages: [stage({ stage_type: 'camera_movement', domain_data })],
        })
      }),
    )
  })
})

describe('a page of the list', () => {
  it('keeps readable rows', () => {
    const page = v.parse(projectPageSchema, {
      count: 3,
      results: [{ id: 1, name: 'a', display_name: 'A' }, {}, null],
    })
    expect(page).toMatchObject({ count: 3, next: null, results: [{ id: '1', name: 'A' }] })
  })

  it.each([
    ['completed', 5, 62.5, 5, 100],
    ['completed', 8, 100, 5, 100],
    ['paused', 2, 25, 2, 40],
    ['failed', 6, 75, 4, 99],
    ['processing', 0, 0, 0, 0],
  ])(
    'counts the five stages of a server with eight: %s with %i of 8 and %d %%',
    (status, completed, percent, completedStages, progress) => {
      const row = {
        id: 1,
        status,
        stages_count: 8,
        completed_stages_count: completed,
        progress_percentage: percent,
      }
      const page = v.parse(projectPageSchema, { count: '1', results: [row] })
      expect(page).toMatchObject({ count: 1, results: [{ completedStages, progress }] })
    },
  )

  it('is rejected if it is not a page', () => {
    expect(v.safeParse(projectPageSchema, { detail: 'x' }).success).toBe(false)
  })
})
