import type { ProjectStatus, StageSnapshot } from '@/protocol/snapshot'
import { withItems } from './items'
import { NO_PROGRESS } from './progress'
import { canTellRuns, isFormerRun, isNewerRun } from './runOrder'
import { share } from './share'
import type { Position, StageState } from './state'
import { become, isTerminal, replaceText } from './transitions'

/** How long a message about an end may run ahead of what the server has stored. */
export const MESSAGE_LEAD_MS = 5_000

/** What a snapshot's stage is judged by. */
export interface MergeContext {
  /** How far the stage's messages have been heard. */
  readonly position: Position
  readonly projectStatus: ProjectStatus
  readonly requestedAt: number
  readonly receivedAt: number
}

/** A stage after a snapshot. */
export interface MergedStage {
  readonly stage: StageState
  /** Messages have told more than the snapshot: another one has to settle it. */
  readonly isAhead: boolean
}

/** Status words of the wire. A paused project's stage does not run, whatever a server has left written there. */
function statusOf(told: StageSnapshot, projectStatus: ProjectStatus): StageState['status'] {
  switch (told.status) {
    case 'processing':
      return projectStatus === 'paused' ? 'pending' : 'running'
    case 'pending':
    case 'completed':
    case 'failed':
    case 'skipped':
      return told.status
    default:
      return 'unknown'
  }
}

/** How far a run has come, to compare what two sources say of the same run. */
const RANK = { unknown: 0, pending: 1, running: 2, skipped: 3, completed: 3, failed: 3 } as const

/** Whether a message about the stage came so shortly before that the snapshot may not know of it. */
function isRecent({ position, requestedAt }: MergeContext): boolean {
  return position.receivedAt !== null && requestedAt - position.receivedAt < MESSAGE_LEAD_MS
}

/** Whether a change that was told may not have been stored yet, or not in the copy that was read. */
function isNotStoredYet(live: StageState, status: StageState['status'], { projectStatus }: MergeContext) {
  if (status === 'running') return isTerminal(live)
  // A running stage waits again only after a pause.
  return status === 'pending' && live.status === 'running' && projectStatus !== 'paused'
}

/** Whether messages have told more than the snapshot. */
function isAheadOf(
  live: StageState,
  told: StageSnapshot,
  status: StageState['status'],
  context: MergeContext,
) {
  const { receivedAt } = context.position
  if (receivedAt === null || live.status === status || isNewerRun(live, told, context)) return false
  const recently = isRecent(context)
  if (recently && isFormerRun(live, told)) return true
  if (RANK[live.status] < RANK[status]) return false
  return receivedAt > context.requestedAt || (recently && isNotStoredYet(live, status, context))
}

/**
 * Whether what the snapshot holds may be of another hand than the text: edited since, or written by a run that nothing
 * tells apart, long after the text was heard.
 */
function isOfOtherHand(live: StageState, told: StageSnapshot, context: MergeContext): boolean {
  if (live.data === null) return !isRecent(context) && !canTellRuns(live, told, context.position)
  return told.stage === 'storyboard' && share(live.data, told.data) !== live.data
}

/** Text of a run that ended unheard may lack its end: what the snapshot tells takes its place. */
function mergeFinalText(live: StageState, told: StageSnapshot, sameRun: boolean, context: MergeContext) {
  const hasWholeText = live.status === 'completed' && live.hasWholeText
  const stored = told.stage === 'rewrite' ? (told.data?.rewrittenText ?? null) : told.text
  const tellsNothing = stored === null && told.data === null
  if (sameRun && (tellsNothing || (hasWholeText && !isOfOtherHand(live, told, context))))
    return { hasWholeText }
  return { ...replaceText(live, stored ?? ''), hasWholeText: true }
}

/** What a stage had written that did not get to its end: as it was heard, else as it is stored. */
function mergeCutText(live: StageState, told: StageSnapshot) {
  return live.text === '' && told.text !== null ? replaceText(live, told.text) : {}
}

/** Whether a stage is at work or has got to the end of it. */
function isAtWork(status: StageState['status']): boolean {
  return status === 'running' || status === 'completed'
}

/**
 * When the stage started. Of cut work that goes on, messages may have told an earlier start than a server that does
 * not put it forward (see `start`).
 */
function mergeStart(
  live: StageState,
  told: StageSnapshot,
  status: StageState['status'],
  sameRun: boolean,
  context: MergeContext,
) {
  if (!sameRun) return told.startedAt
  if (live.startedAt === null || told.startedAt === null) return told.startedAt ?? live.startedAt
  const isByOneClock = context.position.sentAt !== null
  const goesOn = isAtWork(live.status) && isAtWork(status)
  return goesOn && isByOneClock ? Math.min(live.startedAt, told.startedAt) : told.startedAt
}

/** When the work of a stage that waits was cut. A server may not say; then it is when this machine learnt of it. */
function mergeStop(live: StageState, told: StageSnapshot, context: MergeContext): number | null {
  if (told.interruptedAt !== null) return told.interruptedAt
  if (context.projectStatus !== 'paused') return null
  if (live.status === 'running') return context.receivedAt
  return live.status === 'pending' ? live.stoppedAt : null
}

/** The stage as the snapshot tells it, with what only messages told of the same run. */
function adopt(
  live: StageState,
  told: StageSnapshot,
  status: StageState['status'],
  context: MergeContext,
): StageState {
  const sameRun = !isNewerRun(live, told, context)
  const text = sameRun ? {} : replaceText(live, '')
  const common = {
    attempt: told.status === 'pending' ? told.retryCount : told.retryCount + 1,
    startedAt: mergeStart(live, told, status, sameRun, context),
    toldRun: told.startedAt === null ? null : { startedAt: told.startedAt, isCurrent: true },
    data: told.data,
  }
  switch (status) {
    case 'running': {
      const before = sameRun && live.status === 'running' ? live.progress : NO_PROGRESS
      // The words of a text stage exist when it ends; until then the server may still hold those of the last run.
      const data = told.stage === 'rewrite' || told.stage === 'storyboard' ? null : told.data
      return become(live, { ...common, ...text, data, status, progress: withItems(before, told) })
    }
    case 'completed': {
      const counts = sameRun && live.status === 'completed' ? live : null
      return become(live, {
        ...common,
        ...mergeFinalText(live, told, sameRun, context),
        status,
        completedAt: told.completedAt ?? counts?.completedAt ?? null,
        successCount: counts?.successCount ?? null,
        failedCount: counts?.failedCount ?? null,
      })
    }
    case 'failed': {
      const before = sameRun && live.status === 'failed' ? live : null
      const failure = { message: told.error ?? before?.failure.message ?? '', retryCount: told.retryCount }
      return become(live, {
        ...common,
        ...(sameRun ? mergeCutText(live, told) : replaceText(live, told.text ?? '')),
        status,
        failedAt: told.completedAt ?? before?.failedAt ?? null,
        failure,
      })
    }
    case 'pending': {
      // What a paused stage has written so far stays in view; after a rollback nothing does.
      const isPaused = context.projectStatus === 'paused'
      const text = isPaused ? mergeCutText(live, told) : replaceText(live, told.text ?? '')
      const stoppedAt = mergeStop(live, told, context)
      return become(live, { ...common, ...text, status, stoppedAt, reason: told.error })
    }
    default:
      return become(live, { ...common, ...replaceText(live, ''), status })
  }
}

/** Bring together what messages have told of a stage and what a snapshot tells. */
export function mergeStage(live: StageState, told: StageSnapshot, context: MergeContext): MergedStage {
  const status = statusOf(told, context.projectStatus)
  if (isAheadOf(live, told, status, context)) return { stage: live, isAhead: true }
  return { stage: adopt(live, told, status, context), isAhead: false }
}
