import { describe, expect, it } from 'vitest'
import type { Envelope } from '@/pipeline/envelope'
import { selectStart } from '@/pipeline/selectors'
import { stageSeconds } from '@/presentation/stageTime'
import { fold, iso, messageAt, snapshot } from './build'

const START = Date.UTC(2026, 0, 1)

/** A message that a machine sent at `sentAt` by its clock and that arrived at `receivedAt` by this one's. */
function sent(wire: Record<string, unknown>, sentAt: number, receivedAt: number): Envelope {
  return { ...messageAt(wire, sentAt), receivedAt }
}

describe.each([
  ['ahead of the server by ten minutes', -600_000],
  ['behind the server by ten minutes', 600_000],
])('a browser whose clock is %s', (_name, serverAheadMs) => {
  it('shows for how long a stage has worked', () => {
    const state = fold([
      sent(processing, START + serverAheadMs, START + 30),
      sent(token, START + serverAheadMs + 1_000, START + 1_010),
    ])
    const now = START + 4_500 + (state.serverAheadMs ?? 0)
    expect(stageSeconds(state.stages.rewrite, now)).toBeCloseTo(4.5, 1)
  })

  it('shows it for a stage that started before the page was opened', () => {
    const known = snapshot(
      'processing',
      { rewrite: { status: 'processing', started_at: iso(START + serverAheadMs - 20_000) } },
      START,
    )
    const state = fold([known, sent(token, START + serverAheadMs + 1_000, START + 1_010)])
    const now = START + 4_500 + (state.serverAheadMs ?? 0)
    expect(stageSeconds(state.stages.rewrite, now)).toBeCloseTo(24.5, 1)
  })

  it('shows it where messages have no time', () => {
    const untimed = (wire: Record<string, unknown>, at: number) => messageAt({ ...wire, timestamp: null }, at)
    const state = fold([
      snapshot(
        'draft',
        { rewrite: { status: 'pending', started_at: iso(START + serverAheadMs - 50) } },
        START,
      ),
      untimed(processing, START + 100),
    ])
    const now = START + 4_600 + (state.serverAheadMs ?? 0)
    expect(stageSeconds(state.stages.rewrite, now)).toBeCloseTo(4.5, 1)
  })
})

/** A finished run. */
const done = fold([
  messageAt({ type: 'stage_update', stage: 'rewrite', status: 'processing' }, START),
  messageAt({ type: 'token', stage: 'rewrite', content: '旧', full_text: '旧' }, START + 1_000),
  messageAt({ type: 'done', stage: 'rewrite', full_text: '旧' }, START + 2_000),
  messageAt({ type: 'pipeline_done', stage: 'pipeline' }, START + 3_000),
  snapshot(
    'completed',
    {
      rewrite: {
        status: 'completed',
        started_at: iso(START),
        completed_at: iso(START + 2_000),
        domain_data: { rewritten_text: '旧' },
      },
    },
    START + 3_500,
  ),
])
const begin = START + 8_000
const processing = { type: 'stage_update', stage: 'rewrite', status: 'processing' }
const token = { type: 'token', stage: 'rewrite', content: '新', full_text: '新' }

describe('messages that are late because they are old', () => {
  it('are looked into now and then, not again and again', () => {
    const old = (at: number) => sent(token, at - 3_600_000, at)
    const still = snapshot('completed', { rewrite: { status: 'completed' } }, begin + 300)
    let state = fold([old(begin), still], done)
    let looks = 0
    for (let at = begin + 1_000; at < begin + 11_000; at += 500) {
      const next = fold([old(at)], state)
      if (next.snapshotWantedAt !== state.snapshotWantedAt) looks += 1
      state = next
    }
    expect(state.status).toBe('completed')
    expect(looks).toBe(2)
  })
})

describe.each([10_000, 3_600_000])('a second run by a worker whose clock is %i ms behind', (behindMs) => {
  const late = (wire: Record<string, unknown>, at: number) => sent(wire, at - behindMs, at)

  it('needs one look, and is shown live from then on', () => {
    expect(done.snapshotWantedAt).toBeNull()
    const doubting = fold([late(processing, begin), late(token, begin + 100)], done)
    expect(doubting.status).toBe('completed')
    expect(doubting.snapshotWantedAt).toBe(begin)
    const looked = fold(
      [
        snapshot(
          'processing',
          { rewrite: { status: 'processing', started_at: iso(begin - behindMs) } },
          begin + 300,
        ),
      ],
      doubting,
    )
    expect(looked.status).toBe('processing')
    expect(looked.stages.rewrite).toMatchObject({ status: 'running', text: '' })
    const live = fold([late({ ...token, content: '的', full_text: '新的' }, begin + 1_000)], looked)
    expect(live.stages.rewrite.text).toBe('新的')
    const startedAt = selectStart(live, 'rewrite') ?? 0
    const seconds = (begin + 4_000 + (live.serverAheadMs ?? 0) - startedAt) / 1000
    // A clock that is only some seconds behind is not told from late messages.
    expect(Math.abs(seconds - 4)).toBeLessThanOrEqual(behindMs < 30_000 ? behindMs / 1000 : 1)
  })
})

describe('a message without stage, id and time', () => {
  const untimed = (wire: Record<string, unknown>, at: number) => messageAt({ ...wire, timestamp: null }, at)
  const running = fold([
    snapshot('processing', { rewrite: { status: 'processing', started_at: iso(START) } }, START),
  ])

  it.each([
    [{ type: 'error', error: '模型没有回答' }, 'failed'],
    [{ type: 'done', full_text: '山有小口' }, 'completed'],
    [{ type: 'stage_completed', metadata: {} }, 'completed'],
    [{ type: 'stage_update', status: 'failed', message: 'no' }, 'failed'],
  ])('counts once when it is told twice: %o', (wire, status) => {
    const once = fold([untimed(wire, START + 1_000)], running)
    const twice = fold([untimed(wire, START + 1_010)], once)
    expect(once.stages.rewrite.status).toBe(status)
    expect(once.status).toBe('processing')
    expect({ ...twice, lastReceivedAt: null }).toEqual({ ...once, lastReceivedAt: null })
  })
})

describe('news of a run', () => {
  it('is what changes the run, not a heartbeat, a greeting or a look that shows the same', () => {
    const known = snapshot('processing', { rewrite: { status: 'processing', started_at: iso(START) } }, START)
    const state = fold([
      known,
      messageAt({ type: 'token', stage: 'rewrite', content: '山', full_text: '山' }, START + 1_000),
      { kind: 'comment', receivedAt: START + 15_000 },
      messageAt({ type: 'connected' }, START + 16_000),
      { ...known, requestedAt: START + 20_000, receivedAt: START + 20_020 } as Envelope,
    ])
    expect(state.lastNewsAt).toBe(START + 1_000)
    expect(state.lastReceivedAt).toBe(START + 20_020)
  })
})

describe('a stage that failed by exception', () => {
  it('ends with the last change of its project, where the server stored no end', () => {
    const failed = snapshot(
      'failed',
      { rewrite: { status: 'failed', started_at: iso(START), error_message: 'no' } },
      START + 9_000,
    )
    if (failed.kind !== 'snapshot') throw new Error('no snapshot')
    const { snapshot: stored } = failed
    const state = fold([{ ...failed, snapshot: { ...stored, updatedAt: START + 7_000 } }])
    expect(stageSeconds(state.stages.rewrite, START)).toBe(7)
  })
})
