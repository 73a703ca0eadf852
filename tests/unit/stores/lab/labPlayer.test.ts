import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LabEntry } from '@/lab/entries'
import { createLabPlayer } from '@/stores/lab/labPlayer'
import { createReplaySource } from '@/stores/project/replayFeed'
import { initialState, type ProjectState } from '@/pipeline/state'
import { frame, numbered, token } from './labFixtures'

beforeEach(() => void vi.useFakeTimers({ now: 5_000_000 }))
afterEach(() => void vi.useRealTimers())

const ENTRIES = numbered([
  { kind: 'connection', receivedAt: 1_000, state: { status: 'open', since: 1_000 } },
  frame({ type: 'connected' }, 1_000),
  frame({ type: 'stage_update', stage: 'rewrite', status: 'processing' }, 2_000),
  token('晋太元中', 11_000),
])
const RECORDING = { url: '', stage: null, startedAt: 1_000, entries: ENTRIES }

function playing() {
  const player = createLabPlayer()
  const played: (number | 'begin')[] = []
  player.load(RECORDING)
  player.listen((entries: readonly LabEntry[] | null) =>
    played.push(...(entries === null ? (['begin'] as const) : entries.map(({ index }) => index))),
  )
  return { player, played }
}

describe('the player', () => {
  it('plays at the original speed and ten times as fast', () => {
    const { player, played } = playing()
    player.play(1)
    expect(played).toEqual(['begin', 0, 1])
    vi.advanceTimersByTime(1_000)
    expect(played).toEqual(['begin', 0, 1, 2])
    player.play(10)
    vi.advanceTimersByTime(899)
    expect(played).toHaveLength(4)
    vi.advanceTimersByTime(60)
    expect(played.at(-1)).toBe(3)
    expect(player.state.value).toMatchObject({ status: 'ended', position: 4, total: 4, at: 11_000 })
  })

  it('plays everything at once, and again from the beginning', () => {
    const { player, played } = playing()
    player.play('all')
    player.play('all')
    expect(played).toEqual(['begin', 0, 1, 2, 3, 'begin', 0, 1, 2, 3])
  })

  it('steps to the next frame, including the entries before it', () => {
    const { player, played } = playing()
    player.step()
    expect(played).toEqual(['begin', 0, 1])
    player.step()
    player.step()
    player.step()
    expect(played).toEqual(['begin', 0, 1, 2, 3])
    expect(player.state.value.status).toBe('ended')
  })

  it('plays nothing more while paused', () => {
    const { player, played } = playing()
    player.play(1)
    player.pause()
    vi.advanceTimersByTime(60_000)
    expect(played).toEqual(['begin', 0, 1])
  })

  it('replays the entries so far to a later listener', () => {
    const { player } = playing()
    player.step()
    const received: unknown[] = []
    player.listen((entries) => received.push(entries?.length ?? null))
    expect(received).toEqual([null, 2])
  })
})

describe('a project fed by a recording', () => {
  it('has the state of the recorded messages and sends no request', () => {
    const fetch = vi.fn()
    vi.stubGlobal('fetch', fetch)
    const { player } = playing()
    let state: ProjectState | null = null
    const ignore = () => undefined
    const feed = createReplaySource(player).createFeed({
      projectId: 'p',
      onState: (next) => (state = next),
      onConnection: ignore,
      onDelivery: ignore,
      onSnapshot: ignore,
      onChecking: ignore,
      onLost: ignore,
      onIdleStream: ignore,
    })
    feed.open()
    player.play('all')
    expect(state).toMatchObject({ stages: { rewrite: { status: 'running', text: '晋太元中' } } })
    player.rewind()
    expect(state).toEqual(initialState('p'))
    feed.close()
    player.play('all')
    expect(state).toEqual(initialState('p'))
    expect(fetch).not.toHaveBeenCalled()
    vi.unstubAllGlobals()
  })
})
