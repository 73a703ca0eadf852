import { describe, expect, it } from 'vitest'
import type { Envelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { fold, told } from './build'

const T = 1_700_000_000_000
const starts = (stage: string, at = T): Envelope =>
  told({ type: 'stage_update', stage, status: 'processing' }, at)
const token = (content: string, fullText: string, at: number): Envelope =>
  told({ type: 'token', stage: 'rewrite', content, full_text: fullText }, at)

describe('a stage that runs', () => {
  it('has started when the server says so, and makes the project run', () => {
    const state = fold([starts('rewrite')])
    expect(state.stages.rewrite).toMatchObject({ status: 'running', attempt: 1, startedAt: T })
    expect(state.status).toBe('processing')
  })

  it('does not take a missing progress for 0', () => {
    const state = fold([
      starts('rewrite'),
      told({ type: 'stage_update', stage: 'rewrite', status: 'processing', progress: 40 }, T + 1),
      told({ type: 'stage_update', stage: 'rewrite', status: 'processing' }, T + 2),
    ])
    expect(state.stages.rewrite).toMatchObject({ progress: { percent: 40 } })
    expect(fold([starts('rewrite')]).stages.rewrite).toMatchObject({ progress: { percent: null } })
  })

  it.each([
    { current: 1, total: 4, progress: 25, percent: 0, done: 0 },
    { current: 3, total: 4, progress: 75, percent: 50, done: 2 },
    { current: 4, total: 4, progress: 100, percent: 75, done: 3 },
  ])(
    'counts item $current of $total as not done when it starts',
    ({ current, total, progress, percent, done }) => {
      const state = fold([
        starts('image_generation'),
        told(
          { type: 'progress', stage: 'image_generation', current, total, progress, item_name: 'Scene' },
          T + 1,
        ),
      ])
      expect(state.stages.image_generation).toMatchObject({
        progress: { percent, done, total },
      })
    },
  )

  it('never shows 100 % before it is done', () => {
    const state = fold([
      starts('rewrite'),
      told({ type: 'progress', stage: 'rewrite', progress: 100 }, T + 1),
    ])
    expect(state.stages.rewrite).toMatchObject({ status: 'running', progress: { percent: 99 } })
  })

  it('is told of by its name only where that is left out: the one that runs', () => {
    const state = fold([starts('rewrite'), told({ type: 'error', error: 'The model said no.' }, T + 1)])
    expect(state.stages.rewrite).toMatchObject({
      status: 'failed',
      failure: { message: 'The model said no.' },
    })
  })
})

describe('live text', () => {
  it('grows by tokens', () => {
    const state = fold([starts('rewrite'), token('山', '山', T + 1), token('有', '山有', T + 2)])
    expect(state.stages.rewrite).toMatchObject({ text: '山有', textEpoch: 0 })
  })

  it('is whole at the first token of a page that was opened in the middle', () => {
    const state = fold([token('口', '山有小口', T + 1)])
    expect(state.stages.rewrite).toMatchObject({ status: 'running', text: '山有小口', textEpoch: 0 })
  })

  it('is mended by the next token after tokens were lost, without being replaced', () => {
    const state = fold([token('山', '山', T + 1), token('口', '山有小口', T + 5)])
    expect(state.stages.rewrite).toMatchObject({ text: '山有小口', textEpoch: 0 })
  })

  it('is replaced where what comes does not continue it', () => {
    const state = fold([token('山有', '山有', T + 1), token('从', '便舍船，从', T + 2)])
    expect(state.stages.rewrite).toMatchObject({ text: '便舍船，从', textEpoch: 1 })
  })

  it('is not shortened by an empty full_text, which means that there is none', () => {
    const state = fold([token('山', '山', T + 1), token('有', '', T + 2)])
    expect(state.stages.rewrite).toMatchObject({ text: '山有', textEpoch: 0 })
  })

  it('does not go back when an older token comes late', () => {
    const state = fold([token('山', '山', T + 1), token('小', '山有小', T + 3)])
    expect(reduce(state, token('有', '山有', T + 2)).stages).toBe(state.stages)
  })

  it('survives a thousand tokens with their whole text, each heard twice', () => {
    const pieces = Array.from({ length: 1000 }, (_, index) => `${index} `)
    const stream = pieces.flatMap((piece, index) => {
      const envelope = token(piece, pieces.slice(0, index + 1).join(''), T + index)
      return [envelope, envelope]
    })
    expect(fold(stream).stages.rewrite).toMatchObject({ text: pieces.join(''), textEpoch: 0 })
  })
})

describe('a stage that has ended', () => {
  const done = fold([
    starts('rewrite'),
    token('山', '山', T + 1),
    told({ type: 'done', stage: 'rewrite', full_text: '山有小口' }, T + 9),
  ])

  it('has all its text and asks for a snapshot', () => {
    expect(done.stages.rewrite).toMatchObject({ status: 'completed', completedAt: T + 9, text: '山有小口' })
    expect(done.snapshotWantedAt).toBe(T + 9)
  })

  it('keeps its end when the same is said again, and takes the counts that follow', () => {
    const counted = fold(
      [
        told(
          { type: 'stage_completed', stage: 'rewrite', metadata: { success_count: 2, failed_count: 1 } },
          T + 10,
        ),
      ],
      done,
    )
    expect(counted.stages.rewrite).toMatchObject({ completedAt: T + 9, successCount: 2, failedCount: 1 })
  })

  it.each([
    { what: 'a token', late: token('有', '山有', T + 5) },
    { what: 'a start', late: starts('rewrite', T + 5) },
    { what: 'an error', late: told({ type: 'error', stage: 'rewrite', error: 'x' }, T + 5) },
  ])('is not changed by $what that is late', ({ late }) => {
    expect(reduce({ ...done, lastReceivedAt: T + 9 }, late).stages).toBe(done.stages)
  })

  it('begins anew with a later start: the text is new, the attempt is counted', () => {
    const again = fold([starts('rewrite', T + 20)], done)
    expect(again.stages.rewrite).toMatchObject({ status: 'running', attempt: 2, text: '', textEpoch: 1 })
  })

  it('does not begin anew with a later token: a snapshot is asked for', () => {
    const state = reduce({ ...done, snapshotWantedAt: null }, token('x', 'x', T + 20))
    expect(state.stages.rewrite).toBe(done.stages.rewrite)
    expect(state.snapshotWantedAt).toBe(T + 20)
  })

  it('is not contradicted by a message without any position: a snapshot is asked for', () => {
    const placeless = told(
      { type: 'stage_update', stage: 'rewrite', status: 'processing', timestamp: null },
      T + 20,
    )
    const state = reduce({ ...done, snapshotWantedAt: null }, placeless)
    expect(state.stages.rewrite).toBe(done.stages.rewrite)
    expect(state.snapshotWantedAt).toBe(T + 20)
  })

  it('fails with the words of the server, however many lines', () => {
    const words = 'Model answered:\n"<b>no</b>"'
    const state = fold([
      starts('rewrite'),
      told({ type: 'error', stage: 'rewrite', error: words, retry_count: 2 }, T + 1),
    ])
    expect(state.stages.rewrite).toMatchObject({
      failure: { message: words, retryCount: 2 },
      failedAt: T + 1,
    })
    expect(state.status).toBe('processing')
  })
})

describe('the run as a whole', () => {
  it.each([
    { wire: { type: 'pipeline_done' }, status: 'completed' },
    { wire: { type: 'pipeline_error', error: 'x' }, status: 'failed' },
    { wire: { type: 'done', stage: 'pipeline' }, status: 'completed' },
    { wire: { type: 'stage_update', stage: 'pipeline', status: 'paused' }, status: 'paused' },
    { wire: { type: 'stage_update', stage: 'pipeline', status: 'skipped' }, status: 'processing' },
  ])('is $status after $wire.type, and a snapshot is to say the rest', ({ wire, status }) => {
    const state = fold([starts('rewrite'), told(wire, T + 5)])
    expect(state.status).toBe(status)
    expect(state.snapshotWantedAt).toBe(T + 5)
  })

  it('makes no panel for a stage that the product does not show, and counts it', () => {
    const foreign = told({ type: 'token', stage: 'asset_extraction', content: 'x' }, T)
    const hostile = told({ type: 'token', stage: '__proto__', content: 'x' }, T)
    const state = fold([foreign, foreign, hostile])
    expect(Object.keys(state.stages)).toHaveLength(5)
    expect(Object.entries(state.rejected.foreignStages)).toEqual([
      ['asset_extraction', 2],
      ['__proto__', 1],
    ])
  })

  it('asks for a snapshot when an item is ready: there is no call for one item', () => {
    const state = fold([
      starts('video_generation'),
      told({ type: 'item_completed', item_type: 'video', sequence_number: 1 }, T + 5),
    ])
    expect(state.snapshotWantedAt).toBe(T + 5)
    expect(state.stages.video_generation.status).toBe('running')
  })

  it('remembers when the server was last heard, heartbeats included', () => {
    expect(fold([starts('rewrite'), { kind: 'comment', receivedAt: T + 15_000 }]).lastReceivedAt).toBe(
      T + 15_000,
    )
  })
})
