import { applyMessage } from './applyMessage'
import { applySnapshot } from './applySnapshot'
import type { Envelope } from './envelope'
import { markEarlierStream } from './position'
import { selectIsActive } from './selectors'
import { share } from './share'
import type { ProjectState } from './state'
import { followTrail } from './trail'

function step(state: ProjectState, envelope: Envelope): ProjectState {
  switch (envelope.kind) {
    case 'message':
      return applyMessage(state, envelope)
    case 'snapshot':
      return applySnapshot(state, envelope)
    case 'rejected': {
      const count = state.rejected[envelope.reason] + 1
      const rejected = { ...state.rejected, [envelope.reason]: count }
      // During a run, a damaged frame may have reported a change. Only a snapshot can replace it.
      const isLoss = envelope.reason === 'malformed' && selectIsActive(state)
      return { ...state, rejected, snapshotWantedAt: isLoss ? envelope.receivedAt : state.snapshotWantedAt }
    }
    case 'comment':
      return state
    case 'opened':
      return { ...state, positions: markEarlierStream(state.positions) }
  }
}

/** The times by the server's clock that an envelope brings. */
function serverTimes(envelope: Envelope): readonly (number | null)[] {
  if (envelope.kind === 'message') return [envelope.message.sentAt]
  if (envelope.kind !== 'snapshot') return []
  const { updatedAt, stages } = envelope.snapshot
  return [
    updatedAt,
    ...stages.flatMap(({ startedAt, completedAt, interruptedAt }) => [startedAt, completedAt, interruptedAt]),
  ]
}

/** How far the server's clock is ahead, after another envelope. */
function serverAheadMs(before: number | null, envelope: Envelope): number | null {
  const aheads = serverTimes(envelope).flatMap((time) => (time === null ? [] : [time - envelope.receivedAt]))
  return aheads.length === 0 ? before : Math.max(before ?? -Infinity, ...aheads)
}

/** Whether two states differ in what is known of the run. */
function isNews(before: ProjectState, after: ProjectState): boolean {
  return before.stages !== after.stages || before.status !== after.status
}

/**
 * Fold one envelope into the state of a project. Any input in any order gives a sane state. A repeated message, and one
 * that arrives after a later one, changes nothing.
 *
 * @returns the next state; parts that stay equal keep their references
 */
export function reduce(state: ProjectState, envelope: Envelope): ProjectState {
  const lastReceivedAt = Math.max(state.lastReceivedAt ?? envelope.receivedAt, envelope.receivedAt)
  const timed = { ...state, serverAheadMs: serverAheadMs(state.serverAheadMs, envelope) }
  const stepped = step(timed, envelope)
  const trail = followTrail(state, stepped, envelope)
  const next = share(state, { ...stepped, lastReceivedAt, trail })
  return isNews(state, next) ? { ...next, lastNewsAt: lastReceivedAt } : next
}
