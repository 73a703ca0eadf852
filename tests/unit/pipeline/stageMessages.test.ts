import { describe, expect, it } from 'vitest'
import type { Envelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { fold, messageAt } from './build'

const T = 1_700_000_000_000
const starts = (stage: string, at = T): Envelope =>
  messageAt({ type: 'stage_update', stage, status: 'processing' }, at)
const token = (content: string, fullText: string, at: number): Envelope =>
  messageAt({ type: 'token', stage: 'rewrite', content, full_text: fullText }, at)

describe('a stage that runs', () => {
  it("starts at the server's time and makes the project run", () => {
    const state = fold([starts('rewrite')])
    expect(state.stages.rewrite).toMatchObject({ status: 'running', attempt: 1, startedAt: T })
    expect(state.status).toBe('processing')
  })

  it('does not read missing progress as 0', () => {
    const state = fold([
      starts('rewrite'),
      messageAt({ type: 'stage_update', stage: 'rewrite', status: 'processing', progress: 40 }, T + 1),
      messageAt({ type: 'stage_update', stage: 'rewrite', status: 'processing' }, T + 2),
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
        messageAt(
          { type: 'progress', stage: 'image_generation', current, total, progress, item_name: 'Scene' },
          T + 1,
        ),
      ])
      expect(state.stages.image_generation).toMatchObject({
        progress: { percent, done, total },
      })
    },
  )

  it('never shows 100 % before it is completed', () => {
    const state = fold([
      starts('rewrite'),
      messageAt({ type: 'progress', stage: 'rewrite', progress: 100 }, T + 1),
    ])
    expect(state.stages.rewrite).toMatchObject({ status: 'running', progress: { percent: 99 } })
  })

  it('receives messages without a stage name if it is the only one running', () => {
    const state = fold([starts('rewrite'), messageAt({ type: 'error', error: 'The model said no.' }, T + 1)])
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

  it('is complete at the first token on a page that was opened during the run', () => {
    const state = fold([token('口', '山有小口', T + 1)])
    expect(state.stages.rewrite).toMatchObject({ status: 'running', text: '山有小口', textEpoch: 0 })
  })

  it('is completed by the next token after lost tokens, without being replaced', () => {
    const state = fold([token('山', '山', T + 1), token('口', '山有小口', T + 5)])
    expect(state.stages.rewrite).toMatchObject({ text: '山有小口', textEpoch: 0 })
  })

  it('is replaced by a text that does not continue it', () => {
    const state = fold([token('山有', '山有', T + 1), token('从', '便舍船，从', T + 2)])
    expect(state.stages.rewrite).toMatchObject({ text: '便舍船，从', textEpoch: 1 })
  })

  it('is not shortened by an empty full_text, which means that there is none', () => {
    const state = fold([token('山', '山', T + 1), token('有', '', T + 2)])
    expect(state.stages.rewrite).toMatchObject({ text: '山有', textEpoch: 0 })
  })

  it('does not shrink when an older token arrives late', () => {
    const state = fold([token('山', '山', T + 1), token('小', '山有小', T + 3)])
    expect(reduce(state, token('有', '山有', T + 2)).stages).toBe(state.stages)
  })

  it('survives a thousand tokens with their whole text, each received twice', () => {
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
    messageAt({ type: 'done', stage: 'rewrite', full_text: '山有小口' }, T + 9),
  ])

  it('has its whole text and wants a snapshot', () => {
    expect(done.stages.rewrite).toMatchObject({ status: 'completed', completedAt: T + 9, text: '山有小口' })
    expect(done.snapshotWantedAt).toBe(T + 9)
  })

  it('keeps its end when it is repeated, and takes counts that follow', () => {
    const counted = fold(
      [
        messageAt(
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
    { what: 'an error', late: messageAt({ type: 'error', stage: 'rewrite', error: 'x' }, T + 5) },
  ])('is not changed by a late $what', ({ late }) => {
    expect(reduce({ ...done, lastReceivedAt: T + 9 }, late).stages).toBe(done.stages)
  })

  it('starts again with a later start, with an empty text and one more attempt', () => {
    const again = fold([starts('rewrite', T + 20)], done)
    expect(again.stages.rewrite).toMatchObject({ status: 'running', attempt: 2, text: '', textEpoch: 1 })
  })

  it('does not start again with a later token, but wants a snapshot', () => {
    const state = reduce({ ...done, snapshotWantedAt: null }, token('x', 'x', T + 20))
    expect(state.stages.rewrite).toBe(done.stages.rewrite)
    expect(state.snapshotWantedAt).toBe(T + 20)
  })

  it('is not changed by a message without a position, but wants a snapshot', () => {
    const placeless = messageAt(
      { type: 'stage_update', stage: 'rewrite', status: 'processing', timestamp: null },
      T + 20,
    )
    const state = reduce({ ...done, snapshotWantedAt: null }, placeless)
    expect(state.stages.rewrite).toBe(done.stages.rewrite)
    expect(state.snapshotWantedAt).toBe(T + 20)
  })

  it("keeps the server's reason for skipping it", () => {
    const skip = (message?: string) =>
      messageAt(
        { type: 'stage_update', stage: 'rewrite', status: 'skipped', ...(message && { message }) },
        T + 1,
      )
    const state = fold([starts('rewrite'), skip('没有原文')])
    expect(state.stages.rewrite).toMatchObject({ status: 'skipped', reason: '没有原文' })
    expect(fold([starts('rewrite'), skip()]).stages.rewrite).toMatchObject({ reason: null })
  })

  it("fails with the server's message, however long", () => {
    const words = 'Model answered:\n"<b>no</b>"'
    const state = fold([
      starts('rewrite'),
      messageAt({ type: 'error', stage: 'rewrite', error: words, retry_count: 2 }, T + 1),
    ])
    expect(state.stages.rewrite).toMatchObject({
      failure: { message: words },
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
  ])('is $status after $wire.type and wants a snapshot', ({ wire, status }) => {
    const state = fold([starts('rewrite'), messageAt(wire, T + 5)])
    expect(state.status).toBe(status)
    expect(state.snapshotWantedAt).toBe(T + 5)
  })

  it('only counts messages about a stage that the product does not show', () => {
    const foreign = messageAt({ type: 'token', stage: 'asset_extraction', content: 'x' }, T)
    const hostile = messageAt({ type: 'token', stage: '__proto__', content: 'x' }, T)
    const state = fold([foreign, foreign, hostile])
    expect(Object.keys(state.stages)).toHaveLength(5)
    expect(Object.entries(state.rejected.foreignStages)).toEqual([
      ['asset_extraction', 2],
      ['__proto__', 1],
    ])
  })

  it('wants a snapshot when an item is completed', () => {
    const state = fold([
      starts('video_generation'),
      messageAt({ type: 'item_completed', item_type: 'video', sequence_number: 1 }, T + 5),
    ])
    expect(state.snapshotWantedAt).toBe(T + 5)
    expect(state.stages.video_generation.status).toBe('running')
  })

  it('remembers when the server last sent anything, heartbeats included', () => {
    expect(fold([starts('rewrite'), { kind: 'comment', receivedAt: T + 15_000 }]).lastReceivedAt).toBe(
      T + 15_000,
    )
  })
})
