import { shallowReadonly, shallowRef, type ShallowRef } from 'vue'
import type { LabEntry } from '@/lab/entries'
import type { Recording } from '@/lab/recording/recording'
import { isRow } from '@/lab/rows'
import { steadyNow } from '@/platform/steadyClock'
import type { Playback } from '../project/replayFeed'

/** Playback speed: original, ten times as fast, or everything at once. */
export type PlaySpeed = 1 | 10 | 'all'

/** The position of the playback. */
export interface PlayState {
  readonly status: 'empty' | 'paused' | 'playing' | 'ended'
  /** Number of entries that have been played. */
  readonly position: number
  readonly total: number
  /** Time in the recording, milliseconds since the epoch. */
  readonly at: number
}

/** Plays a recording. */
export interface LabPlayer extends Playback {
  readonly state: Readonly<ShallowRef<PlayState>>
  readonly recording: Readonly<ShallowRef<Recording | null>>
  /** Load a recording without playing it; null unloads. */
  readonly load: (recording: Recording | null) => void
  /** Continue, or start again if the end was reached. */
  readonly play: (speed: PlaySpeed) => void
  readonly pause: () => void
  /** Play up to and including the next frame or comment. */
  readonly step: () => void
  /** Return to the beginning. */
  readonly rewind: () => void
}

const EMPTY: PlayState = { status: 'empty', position: 0, total: 0, at: 0 }
/** Longest time between two ticks, in milliseconds. */
const TICK_MS = 50

/** Create a player without a recording. */
export function createLabPlayer(): LabPlayer {
  const state = shallowRef<PlayState>(EMPTY)
  const recording = shallowRef<Recording | null>(null)
  const listeners = new Set<(entries: readonly LabEntry[] | null) => void>()
  let entries: readonly LabEntry[] = []
  let position = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const timeAt = (index: number) => entries[Math.min(index, entries.length - 1)]?.receivedAt ?? 0
  function notify(batch: readonly LabEntry[] | null) {
    for (const listener of [...listeners]) listener(batch)
  }
  function setState(status: PlayState['status'], at: number) {
    state.value = { status, position, total: entries.length, at }
  }
  function playTo(end: number) {
    const batch = entries.slice(position, end)
    position = Math.max(position, end)
    if (batch.length > 0) notify(batch)
  }
  function pause() {
    clearTimeout(timer)
    if (state.value.status === 'playing') setState('paused', state.value.at)
  }
  function rewind() {
    clearTimeout(timer)
    position = 0
    setState(entries.length === 0 ? 'empty' : 'paused', timeAt(0))
    notify(null)
  }
  /** Update the state after playing. @returns whether entries are left */
  function updateState(at: number): boolean {
    const isOver = position >= entries.length
    setState(isOver ? 'ended' : 'playing', isOver ? timeAt(entries.length - 1) : at)
    return !isOver
  }

  function run(speed: 1 | 10) {
    const startedAt = steadyNow()
    const playedFrom = state.value.at
    const tick = () => {
      const at = playedFrom + (steadyNow() - startedAt) * speed
      let end = position
      // Times decrease where the clock was set back during the recording: such entries are due at once.
      while (end < entries.length && timeAt(end) <= at) end += 1
      playTo(end)
      if (!updateState(at)) return
      const wait = (timeAt(position) - at) / speed
      timer = setTimeout(tick, Math.max(1, Math.min(TICK_MS, wait)))
    }
    tick()
  }

  return {
    state: shallowReadonly(state),
    recording: shallowReadonly(recording),
    listen(listener) {
      listeners.add(listener)
      listener(null)
      if (position > 0) listener(entries.slice(0, position))
      return () => listeners.delete(listener)
    },
    load(next) {
      recording.value = next
      entries = next?.entries ?? []
      rewind()
    },
    play(speed) {
      if (entries.length === 0) return
      clearTimeout(timer)
      if (position >= entries.length) rewind()
      if (speed === 'all') {
        playTo(entries.length)
        updateState(0)
      } else run(speed)
    },
    pause,
    step() {
      pause()
      if (position >= entries.length) return
      let end = position + 1
      while (end < entries.length && !isRow(entries[end - 1] as LabEntry)) end += 1
      playTo(end)
      setState(position >= entries.length ? 'ended' : 'paused', timeAt(position - 1))
    },
    rewind,
  }
}
