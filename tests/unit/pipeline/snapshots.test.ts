import { describe, expect, it } from 'vitest'
import { reduce } from '@/pipeline/reduce'
import { stageText } from '@/pipeline/selectors'
import { fold, iso, snapshot, messageAt } from './build'

const T = 1_700_000_000_000
const running = { status: 'processing', started_at: iso(T) }
const startsAt = (at: number, stage = 'rewrite') =>
  messageAt({ type: 'stage_update', stage, status: 'processing' }, at)
const tokenAt = (at: number, fullText: string) =>
  messageAt({ type: 'token', stage: 'rewrite', content: '', full_text: fullText }, at)
const doneAt = (at: number) => messageAt({ type: 'done', stage: 'rewrite', full_text: '山有小口' }, at)
const rewritten = (text: string) => ({ domain_data: { original_text: 'o', rewritten_text: text } })

describe('a first snapshot', () => {
  it('has the facts of the project and the status of each stage', () => {
    const state = fold([
      snapshot(
        'processing',
        { rewrite: { status: 'completed', ...rewritten('山') }, storyboard: running },
        T,
      ),
    ])
    expect(state.info).toMatchObject({ name: 'A film', story: 'A story.' })
    expect(state.status).toBe('processing')
    expect(state.stages.rewrite).toMatchObject({ status: 'completed', attempt: 1 })
    expect(state.stages.storyboard).toMatchObject({ status: 'running', startedAt: T, attempt: 1 })
    expect(state.stages.image_generation).toMatchObject({ status: 'pending', attempt: 0 })
    expect(stageText(state, 'rewrite')).toBe('山')
  })

  it('has no text for a running stage, and the next token brings all of it', () => {
    const state = fold([snapshot('processing', { rewrite: running }, T + 50), tokenAt(T + 100, '山有小口')])
    expect(state.stages.rewrite).toMatchObject({ text: '山有小口', textEpoch: 0, attempt: 1 })
  })

  it('does not undo messages that arrived during the request', () => {
    const state = fold([startsAt(T), tokenAt(T + 60, '山'), snapshot('draft', {}, T - 5)])
    expect(state.stages.rewrite).toMatchObject({ status: 'running', text: '山' })
    expect(state.status).toBe('processing')
    expect(state.snapshotWantedAt).not.toBeNull()
  })
})

describe('a snapshot during a run', () => {
  it.each(['skipped', 'failed', 'completed', 'processing'])(
    'changes nothing when it is repeated for a stage that is %s',
    (status) => {
      const stored = snapshot('draft', { rewrite: { status, started_at: iso(T + 1) } }, T)
      const once = fold([startsAt(T), stored])
      expect(reduce(once, stored)).toBe(once)
    },
  )

  it('never shortens the live text of the same run', () => {
    const live = fold([startsAt(T), tokenAt(T + 100, '山有')])
    const state = reduce(live, snapshot('processing', { rewrite: { ...running, ...rewritten('') } }, T + 200))
    expect(state.stages.rewrite).toMatchObject({ status: 'running', text: '山有', textEpoch: 0 })
  })

  it('does not show the text of the former run while the new one is writing', () => {
    const live = fold([startsAt(T), tokenAt(T + 100, '山有')])
    const state = reduce(
      live,
      snapshot('processing', { rewrite: { ...running, ...rewritten('old') } }, T + 200),
    )
    expect(stageText(state, 'rewrite')).toBe('山有')
  })

  it('counts finished items that no message has counted', () => {
    const image = { id: 1, image_url: '/media/1.jpg', status: 'completed' }
    const storyboards = [1, 2, 3, 4].map((number) => ({
      storyboard_id: number,
      sequence_number: number,
      images: number === 1 ? [image] : [],
    }))
    const state = fold([
      snapshot('processing', { image_generation: { ...running, domain_data: { storyboards } } }, T),
    ])
    expect(state.stages.image_generation).toMatchObject({ progress: { percent: 25, done: 1, total: 4 } })
  })

  it('clears the wish for a snapshot only if it was requested after that wish', () => {
    const item = messageAt({ type: 'item_completed', item_type: 'image', stage: 'image_generation' }, T + 10)
    const stages = { image_generation: { ...running } }
    const live = fold([startsAt(T, 'image_generation'), item])
    expect(reduce(live, snapshot('processing', stages, T + 5)).snapshotWantedAt).toBe(T + 10)
    expect(reduce(live, snapshot('processing', stages, T + 11)).snapshotWantedAt).toBeNull()
  })

  it('starts an empty text for a later run whose messages were missed', () => {
    const live = fold([startsAt(T), tokenAt(T + 100, 'old')])
    const later = { status: 'processing', started_at: iso(T + 60_000) }
    const state = reduce(live, snapshot('processing', { rewrite: later }, T + 61_000))
    expect(state.stages.rewrite).toMatchObject({ status: 'running', text: '', textEpoch: 1 })
  })

  it('ignores a start in the far future, because clocks differ', () => {
    const live = fold([startsAt(T), tokenAt(T + 100, '山')])
    const future = { status: 'processing', started_at: iso(T + 8 * 3_600_000) }
    const state = reduce(live, snapshot('processing', { rewrite: future }, T + 200))
    expect(state.stages.rewrite).toMatchObject({ text: '山', textEpoch: 0 })
  })
})

describe('a snapshot around the end of a stage', () => {
  it('does not revert an end that a message reported just before it was stored', () => {
    const ended = fold([startsAt(T), doneAt(T + 100)])
    const state = reduce(ended, snapshot('processing', { rewrite: running }, T + 300))
    expect(state.stages.rewrite.status).toBe('completed')
    expect(state.snapshotWantedAt).not.toBeNull()
  })

  it('reverts the end if it contradicts it much later', () => {
    const ended = fold([startsAt(T), doneAt(T + 100)])
    const state = reduce(ended, snapshot('processing', { rewrite: running }, T + 10_000))
    expect(state.stages.rewrite.status).toBe('running')
  })

  it('ends a stage whose end was missed, with the stored text', () => {
    const live = fold([startsAt(T), tokenAt(T + 100, '山')])
    const ended = {
      status: 'completed',
      started_at: iso(T),
      completed_at: iso(T + 500),
      ...rewritten('山有小口'),
    }
    const state = reduce(live, snapshot('processing', { rewrite: ended }, T + 900))
    expect(stageText(state, 'rewrite')).toBe('山有小口')
    expect(state.stages.rewrite).toMatchObject({ status: 'completed', completedAt: T + 500, textEpoch: 0 })
    // A token that was sent before that end is late.
    expect(reduce(state, tokenAt(T + 400, '山有')).stages).toBe(state.stages)
  })

  it('with a former failure does not stop a retry that has started', () => {
    const failed = { status: 'failed', started_at: iso(T), completed_at: iso(T + 500), error_message: 'no' }
    const live = fold([snapshot('failed', { rewrite: failed }, T + 600), startsAt(T + 1_000)])
    const state = reduce(live, snapshot('failed', { rewrite: failed }, T + 990))
    expect(state.stages.rewrite.status).toBe('running')
    expect(state.status).toBe('processing')
  })

  it('resets a completed stage and its text after a rollback', () => {
    const ended = fold([startsAt(T), doneAt(T + 100)])
    const state = reduce(ended, snapshot('draft', {}, T + 200))
    expect(state.stages.rewrite).toMatchObject({ status: 'pending', text: '', textEpoch: 1 })
    expect(stageText(state, 'rewrite')).toBe('')
  })

  it('of a paused project stops the stage and keeps its text', () => {
    const live = fold([startsAt(T), tokenAt(T + 100, '山有')])
    const state = reduce(live, snapshot('paused', { rewrite: running }, T + 200))
    expect(state.status).toBe('paused')
    expect(state.stages.rewrite).toMatchObject({ status: 'pending', text: '山有' })
  })

  it('of a paused project gives the reason and time of the interruption, or the time of its arrival', () => {
    const live = fold([startsAt(T)])
    const learnt = reduce(live, snapshot('paused', { rewrite: running }, T + 17_000))
    expect(learnt.stages.rewrite).toMatchObject({ startedAt: T, stoppedAt: T + 17_020, reason: null })
    expect(reduce(learnt, snapshot('paused', { rewrite: running }, T + 60_000)).stages).toBe(learnt.stages)
    const cut = {
      status: 'pending',
      started_at: iso(T),
      error_message: 'The studio was restarted.',
      output_data: { interrupted_at: iso(T + 15_000) },
    }
    const stored = reduce(learnt, snapshot('paused', { rewrite: cut }, T + 90_000))
    expect(stored.stages.rewrite).toMatchObject({
      status: 'pending',
      stoppedAt: T + 15_000,
      reason: 'The studio was restarted.',
    })
  })

  it('does not make a completed project run again before its end is stored', () => {
    const ended = fold([startsAt(T), doneAt(T + 100), messageAt({ type: 'pipeline_done' }, T + 110)])
    const stored = { status: 'completed', started_at: iso(T), completed_at: iso(T + 100) }
    expect(reduce(ended, snapshot('processing', { rewrite: stored }, T + 200)).status).toBe('completed')
    expect(reduce(ended, snapshot('processing', { rewrite: stored }, T + 9_000)).status).toBe('processing')
  })
})

describe('interrupted work that continues', () => {
  const cut = { status: 'pending', started_at: iso(T), output_data: { interrupted_at: iso(T + 10_000) } }
  const paused = fold([snapshot('paused', { image_generation: cut }, T + 11_000)])
  const resumed = reduce(paused, startsAt(T + 100_000, 'image_generation'))

  it('keeps the time worked before the interruption', () => {
    expect(resumed.stages.image_generation.startedAt).toBe(T + 90_000)
  })

  it.each([90_000, 100_000])(
    'keeps the worked time, whether or not the server moves the start (%i ms)',
    (startedAfter) => {
      const image_generation = { status: 'processing', started_at: iso(T + startedAfter) }
      const state = reduce(resumed, snapshot('processing', { image_generation }, T + 101_000))
      expect(state.stages.image_generation).toMatchObject({ status: 'running', startedAt: T + 90_000 })
    },
  )

  it('keeps the existing items', () => {
    const image = { id: 1, image_url: '/media/1.jpg', status: 'completed' }
    const storyboards = [1, 2, 3, 4].map((number) => ({
      storyboard_id: number,
      sequence_number: number,
      images: number <= 2 ? [image] : [],
    }))
    const withItems = { ...cut, domain_data: { storyboards } }
    const before = fold([snapshot('paused', { image_generation: withItems }, T + 11_000)])
    const started = reduce(before, startsAt(T + 100_000, 'image_generation'))
    expect(started.stages.image_generation).toMatchObject({ progress: { percent: 50, done: 2, total: 4 } })
    const onlyMissing = { type: 'progress', stage: 'image_generation', current: 1, total: 2, progress: 50 }
    const counted = reduce(started, messageAt(onlyMissing, T + 100_010))
    expect(counted.stages.image_generation).toMatchObject({ progress: { percent: 50, done: 0, total: 2 } })
  })
})

describe("the model's own text", () => {
  const storyboards = [{ id: 1, sequence_number: 1, narration_text: 'a' }]
  const text = '```json\n{"scenes": []}\n```'

  it('is shown for a completed stage after a reload, if the server keeps it', () => {
    const stored = { status: 'completed', domain_data: { storyboards }, output_data: { text } }
    expect(stageText(fold([snapshot('completed', { storyboard: stored }, T)]), 'storyboard')).toBe(text)
  })

  it('stays if its end was received', () => {
    const ended = fold([messageAt({ type: 'done', stage: 'storyboard', full_text: 'heard' }, T)])
    const stored = { status: 'completed', domain_data: { storyboards }, output_data: { text } }
    const state = reduce(ended, snapshot('completed', { storyboard: stored }, T + 100))
    expect(stageText(state, 'storyboard')).toBe('heard')
  })

  it('is shown as far as it got for an interrupted stage', () => {
    const stored = { status: 'pending', output_data: { text: 'so far' } }
    expect(stageText(fold([snapshot('paused', { camera_movement: stored }, T)]), 'camera_movement')).toBe(
      'so far',
    )
  })
})

/** A message of a server that does not say when it was sent. */
const timeless = (wire: Record<string, unknown>, at: number) =>
  messageAt({ ...wire, timestamp: undefined }, at)
const scenes = (...narrations: string[]) => ({
  domain_data: {
    storyboards: narrations.map((narration, index) => ({
      id: index + 1,
      sequence_number: index + 1,
      narration_text: narration,
    })),
  },
})

describe('a snapshot of another run than that of the messages', () => {
  it('is recognised by the start of that run, even if clocks differ', () => {
    const aheadBy = 600_000
    const ended = (at: number) => ({ status: 'completed', started_at: iso(at), completed_at: iso(at + 50) })
    const first = fold([
      timeless({ type: 'stage_update', stage: 'storyboard', status: 'processing' }, T),
      timeless({ type: 'done', stage: 'storyboard', full_text: '{"scenes": []}' }, T + 50),
      snapshot('completed', { storyboard: { ...ended(T + aheadBy), ...scenes('一') } }, T + 100),
    ])
    expect(stageText(first, 'storyboard')).toBe('{"scenes": []}')
    const again = ended(T + aheadBy + 20_000)
    const state = fold(
      [snapshot('completed', { storyboard: { ...again, ...scenes('二') } }, T + 30_000)],
      first,
    )
    expect(stageText(state, 'storyboard')).toContain('二')
  })

  it('does not clear what messages without times have reported about its run', () => {
    const former = { status: 'completed', started_at: iso(T), completed_at: iso(T + 100), ...rewritten('旧') }
    const live = fold([
      snapshot('paused', { rewrite: former }, T + 200),
      snapshot('paused', {}, T + 10_000),
      timeless({ type: 'stage_update', stage: 'rewrite', status: 'processing' }, T + 20_000),
      timeless({ type: 'token', stage: 'rewrite', content: '山', full_text: '山' }, T + 20_100),
    ])
    const now = { status: 'processing', started_at: iso(T + 20_000) }
    const state = reduce(live, snapshot('processing', { rewrite: now }, T + 20_200))
    expect(state.stages.rewrite).toMatchObject({
      status: 'running',
      text: '山',
      textEpoch: live.stages.rewrite.textEpoch,
    })
  })

  it('does not apply a former failure to the run that has just completed', () => {
    const failed = { status: 'failed', started_at: iso(T), completed_at: iso(T + 100), error_message: 'no' }
    const live = fold([
      snapshot('failed', { rewrite: failed }, T + 200),
      startsAt(T + 1_000),
      doneAt(T + 1_100),
    ])
    const behind = reduce(live, snapshot('processing', { rewrite: failed }, T + 1_300))
    expect(behind.stages.rewrite.status).toBe('completed')
    expect(behind.snapshotWantedAt).not.toBeNull()
  })

  it('does not show the text of a run with the failure of the next one', () => {
    const live = fold([startsAt(T), tokenAt(T + 100, '山有')])
    const failed = { status: 'failed', retry_count: 1, started_at: iso(T + 9_000), error_message: 'no' }
    const state = reduce(live, snapshot('failed', { rewrite: failed }, T + 20_000))
    expect(state.stages.rewrite).toMatchObject({ status: 'failed', text: '', textEpoch: 1 })
  })

  it.each([
    ['first', 0, 1],
    ['second', 1, 2],
  ])('keeps the text of the %s attempt that failed, and counts it once', (_, before, attempt) => {
    const running = { status: 'processing', retry_count: before, started_at: iso(T) }
    const live = fold([
      snapshot('processing', { rewrite: running }, T + 10),
      tokenAt(T + 100, '山有小口'),
      messageAt({ type: 'error', stage: 'rewrite', error: 'no', retry_count: before + 1 }, T + 200),
    ])
    expect(live.stages.rewrite).toMatchObject({ status: 'failed', attempt, text: '山有小口' })
    // A deployment raises `retry_count` with the failure and has stored no text.
    const failed = { ...running, status: 'failed', retry_count: before + 1, error_message: 'no' }
    const state = reduce(live, snapshot('failed', { rewrite: failed }, T + 20_000))
    expect(state.stages.rewrite).toMatchObject({ status: 'failed', attempt, text: '山有小口', textEpoch: 0 })
  })

  it('from an outdated copy does not stop a stage that has just started', () => {
    const live = fold([startsAt(T), tokenAt(T + 100, '山')])
    const state = reduce(live, snapshot('processing', {}, T + 200))
    expect(state.stages.rewrite).toMatchObject({ status: 'running', text: '山', textEpoch: 0 })
    expect(state.snapshotWantedAt).not.toBeNull()
  })
})

describe('a text whose end was lost', () => {
  it('is replaced by the stored text even though the stage has ended', () => {
    const live = fold([
      messageAt({ type: 'stage_update', stage: 'storyboard', status: 'processing' }, T),
      messageAt({ type: 'token', stage: 'storyboard', content: '', full_text: '{"scenes": [' }, T + 100),
      messageAt({ type: 'stage_completed', stage: 'storyboard' }, T + 200), // its `done` could not be read
    ])
    const stored = {
      status: 'completed',
      started_at: iso(T),
      completed_at: iso(T + 200),
      ...scenes('一', '二'),
    }
    const state = reduce(live, snapshot('processing', { storyboard: stored }, T + 300))
    expect(stageText(state, 'storyboard')).toContain('二')
  })

  it('stays as written if it arrived whole, until the scenes are edited', () => {
    const text = '{"scenes": [{"narration": "一"}]}'
    const stored = { status: 'completed', started_at: iso(T), completed_at: iso(T + 200) }
    const live = fold([
      messageAt({ type: 'done', stage: 'storyboard', full_text: text }, T + 200),
      snapshot('completed', { storyboard: { ...stored, ...scenes('一') } }, T + 300),
      snapshot('completed', { storyboard: { ...stored, ...scenes('一') } }, T + 90_000),
    ])
    expect(stageText(live, 'storyboard')).toBe(text)
    const edited = reduce(
      live,
      snapshot('completed', { storyboard: { ...stored, ...scenes('改') } }, T + 99_000),
    )
    expect(stageText(edited, 'storyboard')).toContain('改')
  })
})

describe('a message that contradicts an end', () => {
  const token = (at: number) =>
    timeless({ type: 'token', stage: 'rewrite', content: '新', full_text: '新' }, at)
  const ended = [
    timeless({ type: 'stage_update', stage: 'rewrite', status: 'processing' }, T),
    timeless({ type: 'done', stage: 'rewrite', full_text: '山有小口' }, T + 100),
  ]

  it('does not make that end look newer', () => {
    const doubted = fold([...ended, ...[6_000, 6_400, 6_800].map((after) => token(T + after))])
    expect(doubted.stages.rewrite.status).toBe('completed')
    const state = reduce(doubted, snapshot('processing', { rewrite: { status: 'processing' } }, T + 7_000))
    expect(state.stages.rewrite.status).toBe('running')
  })
})
