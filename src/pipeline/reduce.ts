import { applyMessage } from './applyMessage'
import { applySnapshot } from './applySnapshot'
import type { Envelope } from './envelope'
import { ofFormerStream } from './position'
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
      // A frame that is damaged said something of the run, and only a snapshot can tell what.
      const isLoss = envelope.reason === 'malformed' && selectIsActive(state)
      return { ...state, rejected, snapshotWantedAt: isLoss ? envelope.receivedAt : state.snapshotWantedAt }
    }
    case 'comment':
      return state
    case 'opened':
      return { ...state, positions: ofFormerStream(state.positions) }
  }
}

/**
 * Fold one envelope into the state of a project. Total and idempotent: whatever comes, in whatever order and
 * however often, gives a sane state; a repetition, or a message that something later has overtaken, changes nothing.
 *
 * @returns the next state; the same reference for it and for each of its parts that stay equal
 */
export function reduce(state: ProjectState, envelope: Envelope): ProjectState {
  const lastReceivedAt = Math.max(state.lastReceivedAt ?? envelope.receivedAt, envelope.receivedAt)
  return share(state, { ...step(state, envelope), lastReceivedAt })
}
