import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Envelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { selectProgress, stageText } from '@/pipeline/selectors'
import { initialState, type ProjectState, type StageState } from '@/pipeline/state'
import { STAGES } from '@/protocol/stages'
import { fold, iso, recorded, recordedSnapshot, snapshot, messageAt } from './build'

/** The state without its counters, which do count repeated messages. */
function withoutCounts(state: ProjectState) {
  return { ...state, rejected: null }
}

const twice = (envelopes: readonly Envelope[]) => envelopes.flatMap((envelope) => [envelope, envelope])

describe.each([
  { server: 'with ids', withIds: true },
  { server: 'without ids', withIds: false },
])('a recorded run of a server $server', ({ withIds }) => {
  const stream = recorded('one-scene', { withIds })

  it('ends with all five stages completed and the whole text', () => {
    const end = fold(stream)
    expect(STAGES.map((stage) => end.stages[stage].status)).toEqual(Array(5).fill('completed'))
    expect(end.status).toBe('completed')
    expect(stageText(end, 'rewrite')).toMatch(/^渔人沿着溪水走.*仿佛若有光。$/)
    expect(stageText(end, 'camera_movement')).toContain('pan_left')
    expect(STAGES.map((stage) => end.stages[stage].attempt)).toEqual([1, 1, 1, 1, 1])
  })

  it('ends the same with each message twice in a row', () => {
    expect(withoutCounts(fold(twice(stream)))).toEqual(withoutCounts(fold(stream)))
  })

  it('is confirmed by the snapshot, which changes no text', () => {
    const heard = fold(stream)
    const end = fold([recordedSnapshot('one-scene', 1e13)], heard)
    expect(end.snapshotWantedAt).toBeNull()
    for (const stage of STAGES) {
      expect(end.stages[stage].status).toBe('completed')
      expect(stageText(end, stage)).toBe(stageText(heard, stage))
      expect(end.stages[stage].textEpoch).toBe(0)
    }
  })

  it('ends the same when the stream is cut anywhere and a snapshot fills the gap', () => {
    const end = fold([recordedSnapshot('one-scene', 1e13)], fold(stream))
    for (let cut = 0; cut < stream.length; cut += 7) {
      const mended = fold([...stream.slice(0, cut), recordedSnapshot('one-scene', 1e13)])
      expect(STAGES.map((stage) => mended.stages[stage].status)).toEqual(Array(5).fill('completed'))
      expect(mended.stages.rewrite.data).toEqual(end.stages.rewrite.data)
      expect(stageText(mended, 'rewrite')).toBe(stageText(end, 'rewrite'))
    }
  })

  it('changes nothing when it is repeated after the end', () => {
    const end = fold(stream)
    const again = fold(stream.slice(1), { ...end, snapshotWantedAt: null })
    expect(again.stages).toBe(end.stages)
    expect(again.status).toBe('completed')
  })
})

describe('a restarted server that counts its ids from the beginning', () => {
  const timeless = (wire: Record<string, unknown>, at: number, id: string) =>
    messageAt({ stage: 'rewrite', ...wire, timestamp: undefined }, at, id)
  const before = fold([
    timeless({ type: 'stage_update', status: 'processing' }, 1_000, '70'),
    timeless({ type: 'token', content: '山有', full_text: '山有' }, 1_010, '71'),
  ])
  const next = timeless({ type: 'token', content: '小口', full_text: '山有小口' }, 2_000, '1')

  it('is accepted after the stream has been opened again, and not before', () => {
    expect(fold([next], before).stages.rewrite.text).toBe('山有')
    expect(fold([{ kind: 'opened', receivedAt: 1_990 }, next], before).stages.rewrite.text).toBe('山有小口')
  })

  it('does not shorten the text by repeating messages', () => {
    const again = timeless({ type: 'token', content: '山', full_text: '山' }, 2_000, '1')
    const state = fold([{ kind: 'opened', receivedAt: 1_990 }, again], before)
    expect(state.stages.rewrite).toMatchObject({ text: '山有', textEpoch: 0 })
  })
})

describe('a frame that cannot be read', () => {
  const damaged: Envelope = { kind: 'rejected', reason: 'malformed', receivedAt: 2_000 }
  const starts = messageAt({ type: 'stage_update', stage: 'rewrite', status: 'processing' }, 1_000)

  it('wants a snapshot during a run', () => {
    expect(fold([starts, damaged]).snapshotWantedAt).toBe(2_000)
  })

  it('wants none outside of a run, and neither does a message of a newer server', () => {
    expect(fold([damaged]).snapshotWantedAt).toBeNull()
    expect(fold([starts, { ...damaged, reason: 'unknown' }]).snapshotWantedAt).toBeNull()
  })
})

/** Wire messages in any order about any stage, with positions that may repeat, go back or be missing. */
const anyStage = fc.constantFrom(...STAGES, 'pipeline', 'asset_extraction', '__proto__', undefined)
const anyNumber = fc.oneof(
  fc.constantFrom(-1, 0, 1, 3, 50, 100, 1e9),
  fc.constant(undefined),
  fc.constant('x'),
)
const anyText = fc.oneof(fc.constantFrom('', 'a', 'ab', 'abc', 'b'), fc.string())
const anyWire = fc.oneof(
  fc.record({ type: fc.constant('token'), stage: anyStage, content: anyText, full_text: anyText }),
  fc.record({
    type: fc.constant('stage_update'),
    stage: anyStage,
    status: fc.constantFrom('pending', 'processing', 'completed', 'failed', 'skipped', 'paused', 'odd'),
    progress: anyNumber,
  }),
  fc.record({
    type: fc.constant('progress'),
    stage: anyStage,
    progress: anyNumber,
    current: anyNumber,
    total: anyNumber,
  }),
  fc.record({ type: fc.constant('done'), stage: anyStage, full_text: anyText }),
  fc.record({ type: fc.constant('error'), stage: anyStage, error: anyText }),
  fc.record({
    type: fc.constant('item_completed'),
    stage: anyStage,
    item_type: fc.constantFrom('image', 'camera', 'video'),
  }),
  fc.record({ type: fc.constant('stage_completed'), stage: anyStage }),
  fc.record({ type: fc.constantFrom('connected', 'stream_end', 'pipeline_done', 'pipeline_error') }),
)
const anyMessage = fc
  .tuple(anyWire, fc.option(fc.nat(40)), fc.nat(60))
  .map(([wire, id, at]) => messageAt(wire, 10_000 + at, id === null ? null : String(id)))
const anySnapshotStage = fc.record(
  {
    status: fc.constantFrom('pending', 'processing', 'completed', 'failed', 'skipped', 'odd'),
    retry_count: fc.nat(2),
    started_at: fc.nat(60).map((at) => iso(10_000 + at)),
    completed_at: fc.nat(60).map((at) => iso(10_000 + at)),
    error_message: anyText,
  },
  { requiredKeys: ['status'] },
)
const anySnapshot = fc
  .tuple(
    fc.constantFrom('draft', 'queued', 'processing', 'completed', 'failed', 'paused', 'odd'),
    fc.record({ rewrite: anySnapshotStage, image_generation: anySnapshotStage }, { requiredKeys: [] }),
    fc.nat(60),
  )
  .map(([status, stages, at]) => snapshot(status, stages, 10_000 + at))
const anyEnvelope = fc.oneof(
  { weight: 8, arbitrary: anyMessage },
  { weight: 2, arbitrary: anySnapshot },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Envelope>(
      { kind: 'comment', receivedAt: 10_030 },
      { kind: 'opened', receivedAt: 10_030 },
      { kind: 'rejected', reason: 'malformed', receivedAt: 10_030 },
    ),
  },
)
const anyHistory = fc.array(anyEnvelope, { maxLength: 40 })

/** Fold any history, and check every stage before and after each envelope. */
function checkSteps(check: (before: StageState, after: StageState, envelope: Envelope) => void) {
  fc.assert(
    fc.property(anyHistory, (history) => {
      let state = initialState('p')
      for (const envelope of history) {
        const next = reduce(state, envelope)
        for (const stage of STAGES) check(state.stages[stage], next.stages[stage], envelope)
        state = next
      }
    }),
  )
}

fc.configureGlobal({ numRuns: 200 })

describe('any input in any order', () => {
  it('leads to a valid state and never throws', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const state = fold(history)
        const progress = selectProgress(state)
        expect(progress === null || (progress >= 0 && progress <= 100)).toBe(true)
        for (const stage of STAGES) {
          const current = state.stages[stage]
          expect(current.stage).toBe(stage)
          if (current.status !== 'running' || current.progress.percent === null) continue
          expect(current.progress.percent).toBeGreaterThanOrEqual(0)
          expect(current.progress.percent).toBeLessThan(100)
        }
      }),
    )
  })

  it('changes nothing for a repeated envelope', () => {
    fc.assert(
      fc.property(anyHistory, anyEnvelope, (history, envelope) => {
        const once = fold([...history, envelope])
        const again = reduce(once, envelope)
        expect(withoutCounts(again)).toEqual(withoutCounts(once))
        if (envelope.kind === 'snapshot' || again.rejected === once.rejected) expect(again).toBe(once)
      }),
    )
  })

  it('never makes progress fall within a run of a stage', () => {
    checkSteps((before, after, envelope) => {
      if (before.status !== 'running' || after.status !== 'running') return
      if (envelope.kind === 'snapshot') return // may describe another run
      expect(after.progress.percent ?? -1).toBeGreaterThanOrEqual(before.progress.percent ?? -1)
    })
  })

  it('only appends to a text, or raises its epoch', () => {
    checkSteps((before, after) => {
      if (after.textEpoch === before.textEpoch) expect(after.text.startsWith(before.text)).toBe(true)
    })
  })

  it('keeps the objects of stages that a message does not concern', () => {
    const before = fold(recorded('one-scene', { withIds: true }).slice(0, 40))
    const after = reduce(
      before,
      messageAt({ type: 'token', stage: 'storyboard', content: 'x', full_text: 'x' }, 9e12, '9'),
    )
    for (const stage of STAGES) {
      if (stage === 'storyboard') expect(after.stages[stage]).not.toBe(before.stages[stage])
      else expect(after.stages[stage]).toBe(before.stages[stage])
    }
  })
})
