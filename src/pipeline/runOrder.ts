import type { StageSnapshot } from '@/protocol/snapshot'
import type { Position, StageState } from './state'

/*
 * Which run of a stage a snapshot tells of. Runs have no id: they are known by when they began and by how often they
 * were retried.
 */

/** How far the server's clock may be ahead of this machine's before its times are not compared with messages. */
const CLOCK_SKEW_MS = 60_000
/** A start is stored a little before or after it is told. */
const START_TOLERANCE_MS = 1_000

/** How the run of a snapshot stands to the one that the state is about. `unclear`: snapshots alone cannot tell. */
type RunOrder = 'former' | 'same' | 'newer' | 'unclear'

/** Compare runs by what snapshots have said of their starts: one clock, whatever it shows. */
function compareRuns({ toldRun }: StageState, { startedAt }: StageSnapshot): RunOrder {
  if (toldRun === null || startedAt === null) return 'unclear'
  if (startedAt < toldRun.startedAt) return 'former'
  if (startedAt === toldRun.startedAt) return toldRun.isCurrent ? 'same' : 'former'
  return toldRun.isCurrent ? 'newer' : 'unclear'
}

/** Whether there is anything by which the run of a snapshot could be known from the one that the state is about. */
export function canTellRuns(live: StageState, told: StageSnapshot, { sentAt }: Position): boolean {
  return compareRuns(live, told) !== 'unclear' || (told.startedAt !== null && sentAt !== null)
}

/**
 * Whether the snapshot tells of a run that began after the last message. Each retry counts up; else the start is
 * another than before, or later than whatever was heard.
 */
export function isNewerRun(
  live: StageState,
  told: StageSnapshot,
  { position, receivedAt }: { readonly position: Position; readonly receivedAt: number },
): boolean {
  if (live.attempt > 0 && told.status !== 'pending' && told.retryCount + 1 > live.attempt) return true
  const order = compareRuns(live, told)
  if (order !== 'unclear') return order === 'newer'
  const { startedAt } = told
  const { sentAt } = position
  if (startedAt === null || sentAt === null || startedAt > receivedAt + CLOCK_SKEW_MS) return false
  return startedAt > sentAt + START_TOLERANCE_MS
}

/** Whether the snapshot tells of a run before the one that messages say is under way. */
export function isFormerRun(live: StageState, told: StageSnapshot): boolean {
  const order = compareRuns(live, told)
  if (order !== 'unclear') return order === 'former'
  if (live.status !== 'running' || live.startedAt === null) return false
  if (told.completedAt !== null) return told.completedAt < live.startedAt
  return told.startedAt !== null && told.startedAt + START_TOLERANCE_MS < live.startedAt
}

/** The position after a snapshot: what was sent before the end that it tells of is late. */
export function settledPosition(position: Position, told: StageSnapshot, receivedAt: number): Position {
  const { completedAt } = told
  if (completedAt === null || completedAt > receivedAt + CLOCK_SKEW_MS) return position
  return { ...position, endedAt: Math.max(position.endedAt ?? completedAt, completedAt) }
}
