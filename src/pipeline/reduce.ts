import { applyMessage } from './applyMessage'
import { applySnapshot } from './applySnapshot'
import type { Envelope } from './envelope'
import { markEarlierStream } from './position'
import { selectIsActive } from './selectors'
import { share } from './share'
import type { ProjectState } from './state'

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

/**
 * Fold one envelope into the state of a project. Any input in any order gives a sane state. A repeated message, and one
 * that arrives after a later one, changes nothing.
 *
 * @returns the next state; parts that stay equal keep their references
 */
export function reduce(state: ProjectState, envelope: Envelope): ProjectState {
  const lastReceivedAt = Math.max(state.lastReceivedAt ?? envelope.receivedAt, envelope.receivedAt)
  return share(state, { ...step(state, envelope), lastReceivedAt })
}
