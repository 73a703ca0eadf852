import type { Message, MessageOf } from '@/protocol/messages'
import { withReport, type ProgressReport } from './progress'
import type { StageState } from './state'
import { hasText, withFinalText, withToken } from './text'
import { become, complete, fail, isTerminal, start, wait } from './transitions'

/** A stage after a message, and whether only a snapshot can settle what it means. */
export interface StageStep {
  readonly stage: StageState
  readonly wantsSnapshot: boolean
  /** Whether the message cannot be reconciled with what is known; the stage is then as before. */
  readonly isContradiction?: true
}

/** A message that is not late. */
interface Heard<M extends Message = Message> {
  readonly message: M
  /** Whether it is known to be later than what was heard before; else neither id nor time can tell. */
  readonly isLater: boolean
  /** When it happened: the server's time where it said so. Milliseconds since the epoch. */
  readonly at: number
  /** Of a token: a text that its `fullText` is, with `content` added, where that is known. */
  readonly textBefore: string | undefined
}

const unchanged = (stage: StageState): StageStep => ({ stage, wantsSnapshot: false })
const contradicted = (stage: StageState): StageStep => ({
  stage,
  wantsSnapshot: true,
  isContradiction: true,
})
/** Work that was seen without its beginning: a stage that was known to wait may have been left there by a pause. */
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

function onToken(stage: StageState, heard: Heard<MessageOf<'token'>>): StageStep {
  const { message, isLater, at, textBefore } = heard
  // With neither a position nor all text so far, what ends the text already is taken for a repetition.
  if (!isLater && message.fullText === null && stage.text.endsWith(message.content)) return unchanged(stage)
  if (!isLater && stage.status === 'running' && hasText(stage, message.fullText)) return unchanged(stage)
  if (isTerminal(stage)) return hasText(stage, message.fullText) ? unchanged(stage) : contradicted(stage)
  const running = stage.status === 'running' ? stage : start(stage, at)
  return implied(
    stage,
    withToken(running, { content: message.content, fullText: message.fullText, textBefore }),
  )
}

function onProgress(stage: StageState, { message, at }: Heard<MessageOf<'progress'>>): StageStep {
  if (isTerminal(stage)) return contradicted(stage)
  const running = stage.status === 'running' ? stage : start(stage, at)
  return implied(
    stage,
    withProgress(running, {
      percent: message.progress,
      // It is sent when item `current` starts.
      done: message.current === null ? null : Math.max(0, message.current - 1),
      total: message.total,
      message: message.message,
    }),
  )
}

function onStatus(stage: StageState, heard: Heard<MessageOf<'stage_update'>>): StageStep {
  const { message, isLater, at } = heard
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
    case 'failed': {
      const retryCount = stage.status === 'failed' ? stage.failure.retryCount : null
      return onEnd(stage, isLater, fail(stage, at, { message: message.message ?? '', retryCount }))
    }
    case 'pending':
      return contradicts ? contradicted(stage) : unchanged(wait(stage, at))
    case 'skipped':
      return contradicts ? contradicted(stage) : unchanged(become(stage, { status: message.status }))
    default:
      return unchanged(stage)
  }
}

/** A run of the stage ends; what it has made is told by the snapshot. */
function onEnd(stage: StageState, isLater: boolean, ended: StageState): StageStep {
  const contradicts = !isLater && isTerminal(stage) && stage.status !== ended.status
  return contradicts ? contradicted(stage) : { stage: ended, wantsSnapshot: true }
}

function onDone(stage: StageState, { message, isLater, at }: Heard<MessageOf<'done'>>): StageStep {
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
  { message, isLater, at }: Heard<MessageOf<'stage_completed'>>,
): StageStep {
  const ended = complete(stage, {
    at,
    successCount: countOf(message.metadata, 'success_count'),
    failedCount: countOf(message.metadata, 'failed_count'),
    hasWholeText: false,
  })
  return onEnd(stage, isLater, ended)
}

function onError(stage: StageState, { message, isLater, at }: Heard<MessageOf<'error'>>): StageStep {
  return onEnd(stage, isLater, fail(stage, at, { message: message.error, retryCount: message.retryCount }))
}

function onItem(stage: StageState, { at }: Heard<MessageOf<'item_completed'>>): StageStep {
  const running = isTerminal(stage) || stage.status === 'running' ? stage : start(stage, at)
  // There is no call for one item: the snapshot brings it.
  return { stage: running, wantsSnapshot: true }
}

/**
 * Apply a message to the stage that it concerns. Only a later `processing` starts a stage again that has ended; any
 * other sign of life after the end is settled by a snapshot.
 */
export function applyStageMessage(stage: StageState, heard: Heard): StageStep {
  const { message, ...rest } = heard
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
