import { attemptOf } from '@/protocol/attempts'
import type { ProjectStatus } from '@/protocol/projectRows'
import type { ProjectSnapshot, StageSnapshot } from '@/protocol/snapshot'
import { STATUS_RANK } from './advance'
import { MAKES_ITEMS, withItems } from './items'
import { NO_PROGRESS } from './progress'
import { canTellRuns, isFormerRun, isNewerRun } from './runOrder'
import { share } from './share'
import type { Position, StageState } from './state'
import { become, isTerminal, replaceText } from './transitions'

/** A message about an end may arrive this long before the server has stored that end. */
export const MESSAGE_LEAD_MS = 5_000

/** What is needed to merge a stage of a snapshot. */
export interface MergeContext {
  /** The position of the stage's messages. */
  readonly position: Position
  readonly project: Pick<ProjectSnapshot, 'status' | 'updatedAt'>
  readonly requestedAt: number
  readonly receivedAt: number
  /** How far the server's clock is ahead of this machine's. */
  readonly serverAheadMs: number
}

/** A stage after a snapshot. */
export interface MergedStage {
  readonly stage: StageState
  /** Messages are ahead of this snapshot, so that another one is needed. */
  readonly isAhead: boolean
}

/** The status of a stored stage. In a paused project no stage runs, even if the server has left it as `processing`. */
function statusOf(stored: StageSnapshot, projectStatus: ProjectStatus): StageState['status'] {
  switch (stored.status) {
    case 'processing':
      return projectStatus === 'paused' ? 'pending' : 'running'
    case 'pending':
    case 'completed':
    case 'failed':
    case 'skipped':
      return stored.status
    default:
      return 'unknown'
  }
}

/** Whether the last message about the stage is so recent that the snapshot may lack it. */
function isRecent({ position, requestedAt }: MergeContext): boolean {
  return position.receivedAt !== null && requestedAt - position.receivedAt < MESSAGE_LEAD_MS
}

/** Whether the snapshot may lack a change that a message reported: the server may store it late or read an old copy. */
function isNotStoredYet(live: StageState, status: StageState['status'], { project }: MergeContext) {
  if (status === 'running') return isTerminal(live)
  // Only a pause makes a running stage wait again.
  return status === 'pending' && live.status === 'running' && project.status !== 'paused'
}

/** Whether messages are ahead of the snapshot. */
function isAheadOf(
  live: StageState,
  stored: StageSnapshot,
  status: StageState['status'],
  context: MergeContext,
) {
  const { receivedAt } = context.position
  if (receivedAt === null || live.status === status || isNewerRun(live, stored, context)) return false
  const recently = isRecent(context)
  if (recently && isFormerRun(live, stored)) return true
  if (STATUS_RANK[live.status] < STATUS_RANK[status]) return false
  return receivedAt > context.requestedAt || (recently && isNotStoredYet(live, status, context))
}

/**
 * Whether the stored data may not belong to the known text: somebody may have edited the data since, or another run may
 * have written it, and the two runs cannot be told apart.
 */
function hasOtherSource(live: StageState, stored: StageSnapshot, context: MergeContext): boolean {
  if (live.data === null) return !isRecent(context) && !canTellRuns(live, stored, context.position)
  return stored.stage === 'storyboard' && share(live.data, stored.data) !== live.data
}

/** The text of a completed stage. If its end was missed, the stored text replaces the known one. */
function mergeFinalText(live: StageState, stored: StageSnapshot, sameRun: boolean, context: MergeContext) {
  const hasWholeText = live.status === 'completed' && live.hasWholeText
  const storedText = stored.stage === 'rewrite' ? (stored.data?.rewrittenText ?? null) : stored.text
  const hasNothing = storedText === null && stored.data === null
  if (sameRun && (hasNothing || (hasWholeText && !hasOtherSource(live, stored, context))))
    return { hasWholeText }
  return { ...replaceText(live, storedText ?? ''), hasWholeText: true }
}

/** The text of a stage that did not complete: the known one, else the stored one. */
function mergeCutText(live: StageState, stored: StageSnapshot) {
  return live.text === '' && stored.text !== null ? replaceText(live, stored.text) : {}
}

/** Whether a stage is running or has completed. */
function runsOrCompleted(status: StageState['status']): boolean {
  return status === 'running' || status === 'completed'
}

/**
 * When the stage started. If interrupted work continues, `start` may have set an earlier time than the one that the
 * server has stored.
 */
function mergeStart(
  live: StageState,
  stored: StageSnapshot,
  status: StageState['status'],
  sameRun: boolean,
  context: MergeContext,
) {
  if (!sameRun) return stored.startedAt
  if (live.startedAt === null || stored.startedAt === null) return stored.startedAt ?? live.startedAt
  const isByOneClock = context.position.sentAt !== null
  const goesOn = runsOrCompleted(live.status) && runsOrCompleted(status)
  return goesOn && isByOneClock ? Math.min(live.startedAt, stored.startedAt) : stored.startedAt
}

/** When the work of a waiting stage was interrupted. If the server does not say, take the arrival of the snapshot. */
function mergeStop(live: StageState, stored: StageSnapshot, context: MergeContext): number | null {
  if (stored.interruptedAt !== null) return stored.interruptedAt
  if (context.project.status !== 'paused') return null
  if (live.status === 'running') return context.receivedAt + context.serverAheadMs
  return live.status === 'pending' ? live.stoppedAt : null
}

/**
 * When a stage failed. A server may store no end for a stage whose program broke off, but the failure is then the last
 * change of its project.
 */
function mergeFailure(
  live: StageState | null,
  stored: StageSnapshot,
  { project }: MergeContext,
): number | null {
  const known = stored.completedAt ?? (live?.status === 'failed' ? live.failedAt : null)
  if (known !== null || project.status !== 'failed') return known
  const { updatedAt } = project
  return updatedAt !== null && stored.startedAt !== null && updatedAt >= stored.startedAt ? updatedAt : null
}

/** The stage as stored, plus what only messages have reported about the same run. */
function adopt(
  live: StageState,
  stored: StageSnapshot,
  status: StageState['status'],
  context: MergeContext,
): StageState {
  // What has ended does not run again in the same run, whatever the two starts say: clocks of two machines differ.
  const startsAgain = status === 'running' && isTerminal(live)
  const sameRun = !startsAgain && !isNewerRun(live, stored, context)
  const text = sameRun ? {} : replaceText(live, '')
  const common = {
    attempt: attemptOf(stored),
    startedAt: mergeStart(live, stored, status, sameRun, context),
    knownRun: stored.startedAt === null ? null : { startedAt: stored.startedAt, isCurrent: true },
    data: stored.data,
  }
  switch (status) {
    case 'running': {
      const before = sameRun && live.status === 'running' ? live.progress : NO_PROGRESS
      // A text stage stores its text at its end. Until then the server may still hold the text of the last run.
      const data = MAKES_ITEMS[stored.stage] ? stored.data : null
      return become(live, { ...common, ...text, data, status, progress: withItems(before, stored) })
    }
    case 'completed': {
      const counts = sameRun && live.status === 'completed' ? live : null
      return become(live, {
        ...common,
        ...mergeFinalText(live, stored, sameRun, context),
        status,
        completedAt: stored.completedAt ?? counts?.completedAt ?? null,
        successCount: counts?.successCount ?? null,
        failedCount: counts?.failedCount ?? null,
      })
    }
    case 'failed': {
      const before = sameRun && live.status === 'failed' ? live : null
      const failure = { message: stored.error ?? before?.failure.message ?? '' }
      return become(live, {
        ...common,
        ...(sameRun ? mergeCutText(live, stored) : replaceText(live, stored.text ?? '')),
        status,
        failedAt: mergeFailure(before, stored, context),
        failure,
      })
    }
    case 'pending': {
      // A paused stage keeps what it has written so far; a rollback removes it.
      const isPaused = context.project.status === 'paused'
      const text = isPaused ? mergeCutText(live, stored) : replaceText(live, stored.text ?? '')
      const stoppedAt = mergeStop(live, stored, context)
      return become(live, { ...common, ...text, status, stoppedAt, reason: stored.error })
    }
    case 'skipped': {
      const before = live.status === 'skipped' ? live.reason : null
      return become(live, { ...common, ...replaceText(live, ''), status, reason: stored.error ?? before })
    }
    case 'unknown':
      return become(live, { ...common, ...replaceText(live, ''), status, lastProgress: null })
  }
}

/** Merge what messages have reported about a stage with what a snapshot has stored. */
export function mergeStage(live: StageState, stored: StageSnapshot, context: MergeContext): MergedStage {
  const status = statusOf(stored, context.project.status)
  if (isAheadOf(live, stored, status, context)) return { stage: live, isAhead: true }
  return { stage: adopt(live, stored, status, context), isAhead: false }
}
