import { readSnapshot } from '@/api/projects'
import type { LabEntry } from '@/lab/entries'
import type { Envelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { initialState } from '@/pipeline/state'
import { envelopeOf, type FeedSource, type ProjectFeed, type ProjectFeedOptions } from './projectFeed'

/** What a recording tells, as somebody plays it. */
export interface Playback {
  /**
   * Hear what was played so far, at once, and then whatever is played.
   *
   * @param listener is given what comes next; null where it begins anew
   * @returns stops it
   */
  readonly listen: (listener: (entries: readonly LabEntry[] | null) => void) => () => void
}

function recordedEnvelope(entry: LabEntry): Envelope | null {
  const { receivedAt } = entry
  switch (entry.kind) {
    case 'frame':
      return envelopeOf(entry.parsed, entry.id, receivedAt, undefined)
    case 'comment':
      return { kind: 'comment', receivedAt }
    case 'connection':
      return entry.state.status === 'open' ? { kind: 'opened', receivedAt } : null
    case 'snapshot': {
      const snapshot = readSnapshot(entry.body)
      return snapshot && { kind: 'snapshot', snapshot, requestedAt: entry.requestedAt, receivedAt }
    }
  }
}

/** A feed that tells what was recorded through the same reducer as a live one. It asks the server for nothing. */
function createReplayFeed(options: ProjectFeedOptions, playback: Playback): ProjectFeed {
  let state = initialState(options.projectId)
  let stop: (() => void) | null = null

  function handle(entries: readonly LabEntry[] | null) {
    if (entries === null) state = initialState(options.projectId)
    const envelopes = (entries ?? []).flatMap((entry) => recordedEnvelope(entry) ?? [])
    state = envelopes.reduce(reduce, state)
    options.onState(state)
    const last = entries?.findLast((entry) => entry.kind === 'connection')
    if (last?.kind === 'connection') options.onConnection(last.state)
  }

  return {
    open() {
      if (stop !== null) return
      options.onSnapshot(null)
      stop = playback.listen(handle)
    },
    settle: () => Promise.resolve(),
    close() {
      stop?.()
      stop = null
    },
  }
}

/** Recordings as a source of feeds. */
export function createReplaySource(playback: Playback): FeedSource {
  return { name: 'replay', createFeed: (options) => createReplayFeed(options, playback) }
}
