import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountFor, type Stretch } from '@/pipeline/account'
import type { Envelope } from '@/pipeline/envelope'
import { selectLanes, selectRunFacts, selectWorkedMs } from '@/pipeline/selectors'
import { STAGES, type Stage } from '@/protocol/stages'
import { fold, iso, messageAt, snapshot } from './build'

const T = 1_700_000_000_000
/** A time in seconds after the beginning. */
const at = (seconds: number) => T + seconds * 1000

const begins = (stage: Stage, seconds: number) =>
  messageAt({ type: 'stage_update', stage, status: 'processing' }, at(seconds))
const writes = (stage: Stage, text: string, seconds: number) =>
  messageAt({ type: 'token', stage, content: text.slice(-1), full_text: text }, at(seconds))
const counts = (stage: Stage, current: number, seconds: number) =>
  messageAt({ type: 'progress', stage, progress: current * 25, current, total: 4 }, at(seconds))
const ends = (stage: Stage, seconds: number) =>
  messageAt({ type: 'stage_completed', stage, metadata: {} }, at(seconds))
const turns = (status: string, seconds: number) =>
  messageAt({ type: 'stage_update', stage: 'pipeline', status }, at(seconds))
const opens = (seconds: number): Envelope => ({ kind: 'opened', receivedAt: at(seconds) })
const beats = (seconds: number): Envelope => ({ kind: 'comment', receivedAt: at(seconds) })
const stored = (status: string, from: number, to: number | null) => ({
  status,
  started_at: iso(at(from)),
  completed_at: to === null ? null : iso(at(to)),
})

/** The account in words: phase, stage, and length in seconds. */
function inWords(stretches: readonly Stretch[]): string[] {
  return stretches.map(({ phase, stage, from, to }) => `${phase} ${stage ?? '-'} ${(to - from) / 1000}`)
}

function account(envelopes: readonly Envelope[], now: number, lostAt: number | null = null): string[] {
  return inWords(accountFor(selectRunFacts(fold(envelopes)), at(now), lostAt === null ? null : at(lostAt)))
}

describe('the account of a run', () => {
  it('tells waiting for the first word from writing, and writing from making items', () => {
    const run = [
      begins('rewrite', 0),
      writes('rewrite', 'a', 3),
      writes('rewrite', 'ab', 4),
      ends('rewrite', 10),
      begins('storyboard', 10),
      writes('storyboard', '{', 12),
      ends('storyboard', 20),
      begins('image_generation', 21),
      counts('image_generation', 1, 23),
    ]
    expect(account(run, 30)).toEqual([
      'waiting rewrite 3',
      'writing rewrite 7',
      'waiting storyboard 2',
      'writing storyboard 8',
      'waiting image_generation 3',
      'items image_generation 7',
    ])
  })

  it('begins in the queue, and the wait counts for the stage that is waited for', () => {
    const run = [snapshot('draft', {}, at(-10)), turns('queued', 0), begins('rewrite', 8)]
    expect(account(run.slice(0, 2), 5)).toEqual(['queued rewrite 5'])
    expect(account(run, 10)).toEqual(['queued rewrite 8', 'waiting rewrite 2'])
  })

  it('keeps a pause where it was, although the start of the stage is moved by it', () => {
    const run = [
      begins('rewrite', 0),
      writes('rewrite', 'a', 2),
      messageAt({ type: 'stage_update', stage: 'rewrite', status: 'pending' }, at(5)),
      turns('paused', 5),
      begins('rewrite', 65),
      writes('rewrite', 'b', 66),
    ]
    expect(account(run.slice(0, 4), 30)).toEqual([
      'waiting rewrite 2',
      'writing rewrite 3',
      'paused rewrite 25',
    ])
    expect(account(run, 70)).toEqual([
      'waiting rewrite 2',
      'writing rewrite 3',
      'paused rewrite 60',
      'waiting rewrite 1',
      'writing rewrite 4',
    ])
    expect(selectWorkedMs(selectLanes(fold(run)), at(70))).toBe(10_000)
  })

  it('says at work where only the server saw it, and waiting for a short step from one stage to the next', () => {
    const stages = {
      rewrite: stored('completed', 0, 10),
      storyboard: stored('completed', 12, 20),
      image_generation: stored('processing', 20, null),
    }
    expect(account([snapshot('processing', stages, at(30))], 31)).toEqual([
      'working rewrite 10',
      'waiting storyboard 2',
      'working storyboard 8',
      'working image_generation 11',
    ])
  })

  it('says unknown where nobody knows: between stages that nobody saw, and since the line is lost', () => {
    const stages = { rewrite: stored('completed', 0, 10), storyboard: stored('completed', 60, 70) }
    expect(account([snapshot('completed', stages, at(100))], 200)).toEqual([
      'working rewrite 10',
      'unknown storyboard 50',
      'working storyboard 10',
    ])
    const run = [begins('rewrite', 0), writes('rewrite', 'a', 2), beats(9)]
    expect(account(run, 12, 9)).toEqual(['waiting rewrite 2', 'writing rewrite 7', 'unknown rewrite 3'])
  })

  it('learns from the server what it missed while the line was lost', () => {
    const run = [
      begins('rewrite', 0),
      writes('rewrite', 'a', 2),
      beats(4),
      opens(30),
      snapshot(
        'processing',
        { rewrite: stored('completed', 0, 10), storyboard: stored('processing', 10, null) },
        at(30),
      ),
    ]
    expect(account(run, 40)).toEqual([
      'waiting rewrite 2',
      'writing rewrite 2',
      'working rewrite 6',
      'working storyboard 30',
    ])
  })

  it('leaves idle time between a failure and the next attempt, and keeps what the failed attempt took', () => {
    const run = [
      begins('rewrite', 0),
      writes('rewrite', 'a', 1),
      messageAt({ type: 'error', stage: 'rewrite', error: 'no' }, at(6)),
      messageAt({ type: 'pipeline_error', stage: 'pipeline', error: 'no' }, at(6)),
    ]
    expect(account(run, 500)).toEqual(['waiting rewrite 1', 'writing rewrite 5'])
    const before = [ends('rewrite', 3), begins('storyboard', 3), writes('storyboard', '{', 4)]
    const failed = [
      messageAt({ type: 'error', stage: 'storyboard', error: 'no' }, at(8)),
      messageAt({ type: 'pipeline_error', stage: 'pipeline', error: 'no' }, at(8)),
    ]
    const again = [begins('storyboard', 98), writes('storyboard', '[', 99)]
    expect(account([begins('rewrite', 0), ...before, ...failed, ...again], 100)).toEqual([
      'waiting rewrite 3',
      'waiting storyboard 1',
      'writing storyboard 4',
      'idle storyboard 90',
      'waiting storyboard 1',
      'writing storyboard 1',
    ])
  })

  it('is empty before a run has begun', () => {
    expect(account([], 5)).toEqual([])
    expect(account([snapshot('draft', {}, at(0))], 5)).toEqual([])
  })

  it('has no gap and no overlap, whatever arrives in whatever order', () => {
    const stage = fc.constantFrom(...STAGES)
    const time = fc.integer({ min: 0, max: 100 })
    const envelope = fc.oneof(
      fc.tuple(stage, time).map(([name, s]) => begins(name, s)),
      fc.tuple(stage, time).map(([name, s]) => writes(name, 'a', s)),
      fc.tuple(stage, time).map(([name, s]) => ends(name, s)),
      fc
        .tuple(fc.constantFrom('queued', 'paused', 'processing', 'failed'), time)
        .map(([to, s]) => turns(to, s)),
      fc
        .tuple(stage, time, time)
        .map(([name, from, to]) =>
          snapshot('processing', { [name]: stored('completed', from, to) }, at(Math.max(from, to))),
        ),
      time.map(opens),
    )
    fc.assert(
      fc.property(fc.array(envelope, { maxLength: 30 }), fc.option(time, { nil: null }), (all, lost) => {
        const stretches = accountFor(selectRunFacts(fold(all)), at(200), lost === null ? null : at(lost))
        for (const [index, { from, to }] of stretches.entries()) {
          expect(to).toBeGreaterThan(from)
          expect(from).toBe(stretches[index - 1]?.to ?? from)
        }
      }),
    )
  })
})
