import { readSnapshot } from '@/api/projects'
import type { LabEntry } from '@/lab/entries'
import type { Envelope } from '@/pipeline/envelope'
import { reduce } from '@/pipeline/reduce'
import { initialState } from '@/pipeline/state'
import { envelopeOf, type FeedSource, type ProjectFeed, type ProjectFeedOptions } from './projectFeed'

/** A recording that is being played. */
export interface Playback {
  /**
   * Receive the entries played so far at once, and then all further ones.
   *
   * @param listener receives the next entries; null when playback starts again
   * @returns stops listening
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

/** A feed that folds a recording with the same reducer as a live feed. It sends nothing to the server. */
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
    expectRun: () => () => undefined,
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
