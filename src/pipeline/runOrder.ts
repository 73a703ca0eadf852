import { attemptOf } from '@/protocol/attempts'
import type { StageSnapshot } from '@/protocol/snapshot'
import type { Position, StageState } from './state'

/*
 * Which run of a stage a snapshot describes. Runs have no id, so they are identified by their start and their number of
 * retries.
 */

/** If the server's clock is further ahead than this, its times are not compared with those of messages. */
const CLOCK_SKEW_MS = 60_000
/** The stored start of a run and the time of its first message differ by up to this. */
const START_TOLERANCE_MS = 1_000

/** How the run in a snapshot relates to the run in the state. `unclear`: snapshots alone do not show it. */
type RunOrder = 'former' | 'same' | 'newer' | 'unclear'

/** Compare the starts of two runs, both taken from snapshots and so from one clock. */
function compareRuns({ knownRun }: StageState, { startedAt }: StageSnapshot): RunOrder {
  if (knownRun === null || startedAt === null) return 'unclear'
  if (startedAt < knownRun.startedAt) return 'former'
  if (startedAt === knownRun.startedAt) return knownRun.isCurrent ? 'same' : 'former'
  return knownRun.isCurrent ? 'newer' : 'unclear'
}

/** Whether the run in a snapshot can be told apart from the run in the state. */
export function canTellRuns(live: StageState, stored: StageSnapshot, { sentAt }: Position): boolean {
  return compareRuns(live, stored) !== 'unclear' || (stored.startedAt !== null && sentAt !== null)
}

/**
 * Whether the snapshot describes a run that started after the last message: it has more retries, another start than the
 * known run, or a start later than the last message.
 */
export function isNewerRun(
  live: StageState,
  stored: StageSnapshot,
  { position, receivedAt }: { readonly position: Position; readonly receivedAt: number },
): boolean {
  if (live.attempt > 0 && stored.status !== 'pending' && attemptOf(stored) > live.attempt) return true
  const order = compareRuns(live, stored)
  if (order !== 'unclear') return order === 'newer'
  const { startedAt } = stored
  const { sentAt } = position
  if (startedAt === null || sentAt === null || startedAt > receivedAt + CLOCK_SKEW_MS) return false
  return startedAt > sentAt + START_TOLERANCE_MS
}

/** Whether the snapshot describes a run before the one that messages show as running. */
export function isFormerRun(live: StageState, stored: StageSnapshot): boolean {
  const order = compareRuns(live, stored)
  if (order !== 'unclear') return order === 'former'
  if (live.status !== 'running' || live.startedAt === null) return false
  if (stored.completedAt !== null) return stored.completedAt < live.startedAt
  return stored.startedAt !== null && stored.startedAt + START_TOLERANCE_MS < live.startedAt
}

/**
 * The position after a snapshot: messages sent before the end of the stored run are late. A running stage may still have
 * the end of its former run.
 */
export function settledPosition(position: Position, stored: StageSnapshot, receivedAt: number): Position {
  const { completedAt, status } = stored
  if (completedAt === null || status === 'processing' || completedAt > receivedAt + CLOCK_SKEW_MS)
    return position
  return { ...position, endedAt: Math.max(position.endedAt ?? completedAt, completedAt) }
}
