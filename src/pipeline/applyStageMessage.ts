import type { Message, MessageOf } from '@/protocol/messages'
import { withReport, type ProgressReport } from './progress'
import type { StageState } from './state'
import { hasText, withFinalText, withToken } from './text'
import { become, complete, fail, isTerminal, start, wait } from './transitions'

/** A stage after a message, and whether a snapshot is needed to complete it. */
export interface StageStep {
  readonly stage: StageState
  readonly wantsSnapshot: boolean
  /** The message contradicts the known state; the stage is unchanged. */
  readonly isContradiction?: true
}

/** A message that is not late, with its circumstances. */
interface StageInput<M extends Message = Message> {
  readonly message: M
  /** Whether it is certainly later than the known messages; false if neither id nor time shows it. */
  readonly isLater: boolean
  /** When it happened: the server's time if it sent one, else the arrival. Milliseconds since the epoch. */
  readonly at: number
  /** Of a token, if known: the text that becomes `fullText` when `content` is added. */
  readonly textBefore: string | undefined
}

const unchanged = (stage: StageState): StageStep => ({ stage, wantsSnapshot: false })
const contradicted = (stage: StageState): StageStep => ({
  stage,
  wantsSnapshot: true,
  isContradiction: true,
})
/** The stage works, but its start was missed. If it was waiting, a snapshot shows whether a pause interrupted it. */
const implied = (before: StageState, stage: StageState): StageStep => ({
  stage,
  wantsSnapshot: before.status === 'pending',
})

function countOf(metadata: Readonly<Record<string, unknown>>, key: string): number | null {
  const value = metadata[key]
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null
}

function withProgress(stage: StageState, report: ProgressReport): StageState {
  return stage.status === 'running' ? { ...stage, progress: withReport(stage.progress, report) } : stage
}

function onToken(stage: StageState, input: StageInput<MessageOf<'token'>>): StageStep {
  const { message, isLater, at, textBefore } = input
  // Without a position and without the text so far, a token that the text already ends with counts as repeated.
  if (!isLater && message.fullText === null && stage.text.endsWith(message.content)) return unchanged(stage)
  if (!isLater && stage.status === 'running' && hasText(stage, message.fullText)) return unchanged(stage)
  if (isTerminal(stage)) return hasText(stage, message.fullText) ? unchanged(stage) : contradicted(stage)
  const running = stage.status === 'running' ? stage : start(stage, at)
  return implied(
    stage,
    withToken(running, { content: message.content, fullText: message.fullText, textBefore }),
  )
}

function onProgress(stage: StageState, { message, at }: StageInput<MessageOf<'progress'>>): StageStep {
  if (isTerminal(stage)) return contradicted(stage)
  const running = stage.status === 'running' ? stage : start(stage, at)
  return implied(
    stage,
    withProgress(running, {
      percent: message.progress,
      // The message is sent when item `current` starts.
      done: message.current === null ? null : Math.max(0, message.current - 1),
      total: message.total,
      message: message.message,
    }),
  )
}

function onStatus(stage: StageState, input: StageInput<MessageOf<'stage_update'>>): StageStep {
  const { message, isLater, at } = input
  const contradicts = !isLater && isTerminal(stage) && stage.status !== message.status
  switch (message.status) {
    case 'processing': {
      if (contradicts) return contradicted(stage)
      const running = stage.status === 'running' ? stage : start(stage, at)
      return unchanged(withProgress(running, { percent: message.progress, message: message.message }))
    }
    case 'completed':
      return onEnd(
        stage,
        isLater,
        complete(stage, { at, successCount: null, failedCount: null, hasWholeText: false }),
      )
    case 'failed':
      return onEnd(stage, isLater, fail(stage, at, { message: message.message ?? '' }))
    case 'pending':
      return contradicts ? contradicted(stage) : unchanged(wait(stage, at))
    case 'skipped': {
      const before = stage.status === 'skipped' ? stage.reason : null
      const skipped = become(stage, { status: message.status, reason: message.message ?? before })
      return contradicts ? contradicted(stage) : unchanged(skipped)
    }
    default:
      return unchanged(stage)
  }
}

/** End a run of the stage. Its results come with a snapshot. */
function onEnd(stage: StageState, isLater: boolean, ended: StageState): StageStep {
  const contradicts = !isLater && isTerminal(stage) && stage.status !== ended.status
  return contradicts ? contradicted(stage) : { stage: ended, wantsSnapshot: true }
}

function onDone(stage: StageState, { message, isLater, at }: StageInput<MessageOf<'done'>>): StageStep {
  const ended = complete(withFinalText(stage, message.fullText), {
    at,
    successCount: countOf(message.metadata, 'success_count'),
    failedCount: countOf(message.metadata, 'failed_count'),
    hasWholeText: message.fullText !== null,
  })
  return onEnd(stage, isLater, ended)
}

function onStageCompleted(
  stage: StageState,
  { message, isLater, at }: StageInput<MessageOf<'stage_completed'>>,
): StageStep {
  const ended = complete(stage, {
    at,
    successCount: countOf(message.metadata, 'success_count'),
    failedCount: countOf(message.metadata, 'failed_count'),
    hasWholeText: false,
  })
  return onEnd(stage, isLater, ended)
}

function onError(stage: StageState, { message, isLater, at }: StageInput<MessageOf<'error'>>): StageStep {
  return onEnd(stage, isLater, fail(stage, at, { message: message.error }))
}

function onItem(stage: StageState, { at }: StageInput<MessageOf<'item_completed'>>): StageStep {
  const running = isTerminal(stage) || stage.status === 'running' ? stage : start(stage, at)
  // No call returns a single item; a snapshot brings it.
  return { stage: running, wantsSnapshot: true }
}

/**
 * Apply a message to its stage. Only a later `processing` starts an ended stage again; any other message after the end
 * needs a snapshot.
 */
export function applyStageMessage(stage: StageState, input: StageInput): StageStep {
  const { message, ...rest } = input
  switch (message.type) {
    case 'token':
      return onToken(stage, { message, ...rest })
    case 'progress':
      return onProgress(stage, { message, ...rest })
    case 'stage_update':
      return onStatus(stage, { message, ...rest })
    case 'done':
      return onDone(stage, { message, ...rest })
    case 'stage_completed':
      return onStageCompleted(stage, { message, ...rest })
    case 'error':
      return onError(stage, { message, ...rest })
    case 'item_completed':
      return onItem(stage, { message, ...rest })
    case 'connected':
    case 'stream_end':
    case 'pipeline_done':
    case 'pipeline_error':
      return unchanged(stage)
  }
}
