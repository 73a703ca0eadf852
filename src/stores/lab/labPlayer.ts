import { shallowReadonly, shallowRef, type ShallowRef } from 'vue'
import type { LabEntry } from '@/lab/entries'
import type { Recording } from '@/lab/recording/recording'
import { isRow } from '@/lab/rows'
import type { Playback } from '../project/replayFeed'

/** How fast a recording is played: as it was, ten times as fast, or all at once. */
export type PlaySpeed = 1 | 10 | 'all'

/** Where a recording stands. */
export interface PlayState {
  readonly status: 'empty' | 'resting' | 'playing' | 'ended'
  /** How many entries have been played, of how many. */
  readonly position: number
  readonly total: number
  /** The recording's own time, milliseconds since the epoch. */
  readonly at: number
}

/** Plays a recording. */
export interface LabPlayer extends Playback {
  readonly state: Readonly<ShallowRef<PlayState>>
  readonly recording: Readonly<ShallowRef<Recording | null>>
  /** Take a recording; nothing is played yet. */
  readonly load: (recording: Recording | null) => void
  /** Play on, from the beginning where it had ended. */
  readonly play: (speed: PlaySpeed) => void
  readonly rest: () => void
  /** Play up to the next frame or comment. */
  readonly step: () => void
  /** Back to the beginning. */
  readonly rewind: () => void
}

const EMPTY: PlayState = { status: 'empty', position: 0, total: 0, at: 0 }
/** The longest wait between two looks at the clock, in milliseconds. */
const TICK_MS = 50

/** Make a player without a recording. */
export function createLabPlayer(): LabPlayer {
  const state = shallowRef<PlayState>(EMPTY)
  const recording = shallowRef<Recording | null>(null)
  const listeners = new Set<(entries: readonly LabEntry[] | null) => void>()
  let entries: readonly LabEntry[] = []
  let position = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const timeAt = (index: number) => entries[Math.min(index, entries.length - 1)]?.receivedAt ?? 0
  function tell(batch: readonly LabEntry[] | null) {
    for (const listener of [...listeners]) listener(batch)
  }
  function setState(status: PlayState['status'], at: number) {
    state.value = { status, position, total: entries.length, at }
  }
  function playTo(end: number) {
    const batch = entries.slice(position, end)
    position = Math.max(position, end)
    if (batch.length > 0) tell(batch)
  }
  function rest() {
    clearTimeout(timer)
    if (state.value.status === 'playing') setState('resting', state.value.at)
  }
  function rewind() {
    clearTimeout(timer)
    position = 0
    setState(entries.length === 0 ? 'empty' : 'resting', timeAt(0))
    tell(null)
  }
  /** Say where it stands. @returns whether there is more */
  function review(at: number): boolean {
    const isOver = position >= entries.length
    setState(isOver ? 'ended' : 'playing', isOver ? timeAt(entries.length - 1) : at)
    return !isOver
  }

  function run(speed: 1 | 10) {
    const origin = { real: Date.now(), played: state.value.at }
    const tick = () => {
      const at = origin.played + (Date.now() - origin.real) * speed
      let end = position
      // A clock that was set back during the recording holds nothing up.
      while (end < entries.length && timeAt(end) <= at) end += 1
      playTo(end)
      if (!review(at)) return
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
        review(0)
      } else run(speed)
    },
    rest,
    step() {
      rest()
      if (position >= entries.length) return
      let end = position + 1
      while (end < entries.length && !isRow(entries[end - 1] as LabEntry)) end += 1
      playTo(end)
      setState(position >= entries.length ? 'ended' : 'resting', timeAt(position - 1))
    },
    rewind,
  }
}
