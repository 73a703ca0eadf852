import { progressAtStart } from './items'
import type { LiveText, Progress, StageFailure, StageState } from './state'

/** What a stage's status says beside the status itself. */
type StatusFields =
  | { readonly status: 'skipped' | 'unknown' }
  | { readonly status: 'pending'; readonly stoppedAt: number | null; readonly reason: string | null }
  | { readonly status: 'running'; readonly progress: Progress }
  | {
      readonly status: 'completed'
      readonly completedAt: number | null
      readonly successCount: number | null
      readonly failedCount: number | null
      readonly hasWholeText: boolean
    }
  | { readonly status: 'failed'; readonly failedAt: number | null; readonly failure: StageFailure }

/** Fields that every stage has and that may change with its status. */
type CommonChange = Partial<Pick<StageState, 'attempt' | 'startedAt' | 'toldRun' | keyof LiveText | 'data'>>

/** Whether a run of the stage has ended. */
export function isTerminal(stage: StageState): boolean {
  return stage.status === 'completed' || stage.status === 'failed' || stage.status === 'skipped'
}

/** The stage in another status: what belonged to the former one is gone, what is common stays unless `change` says. */
export function become(stage: StageState, change: StatusFields & CommonChange): StageState {
  const { stage: name, attempt, startedAt, toldRun, text, textEpoch, textEnd, data } = stage
  // Name and data stay those of one stage, which the compiler cannot follow through a spread of a union.
  return { stage: name, attempt, startedAt, toldRun, text, textEpoch, textEnd, data, ...change } as StageState
}

/** How much of a text's end is kept at hand, in UTF-16 units; it may be twice that. */
const END_LENGTH = 4_096

function endOf(text: string): string {
  return text.length > 2 * END_LENGTH ? text.slice(-END_LENGTH) : text
}

/** The stage's text becomes `text`, which is what was there and `added`. */
export function addText(stage: StageState, text: string, added: string): LiveText {
  return { text, textEpoch: stage.textEpoch, textEnd: endOf(stage.textEnd + added) }
}

/** The stage's text becomes `text`, which seems to continue what was there: the end is taken from `text` itself. */
export function growText(stage: StageState, text: string): LiveText {
  return { text, textEpoch: stage.textEpoch, textEnd: endOf(text) }
}

/** The stage's text becomes `text` without continuing what was there. */
export function replaceText(stage: StageState, text: string): LiveText {
  const continues = text.startsWith(stage.text)
  return { text, textEpoch: continues ? stage.textEpoch : stage.textEpoch + 1, textEnd: endOf(text) }
}

/** How long a stage had worked that was cut, in milliseconds. */
function workedMs(stage: StageState): number {
  if (stage.status !== 'pending' || stage.startedAt === null || stage.stoppedAt === null) return 0
  return Math.max(0, stage.stoppedAt - stage.startedAt)
}

/**
 * The stage begins to run (again). What the former run wrote no longer counts; finished items of an item stage stay,
 * because a retry keeps them, and so does the time that cut work took.
 *
 * @param at milliseconds since the epoch
 */
export function start(stage: StageState, at: number): StageState {
  const keepsItems = stage.stage !== 'rewrite' && stage.stage !== 'storyboard'
  return become(stage, {
    status: 'running',
    progress: progressAtStart(stage),
    attempt: stage.attempt + 1,
    startedAt: at - workedMs(stage),
    toldRun: stage.toldRun && { ...stage.toldRun, isCurrent: false },
    ...replaceText(stage, ''),
    data: keepsItems ? stage.data : null,
  })
}

/** The stage waits. Said of one that runs, its work has been cut. */
export function wait(stage: StageState, at: number): StageState {
  if (stage.status === 'pending') return stage
  return become(stage, { status: 'pending', stoppedAt: stage.status === 'running' ? at : null, reason: null })
}

/** What is said of the end of a stage. */
interface StageEnd {
  readonly at: number | null
  readonly successCount: number | null
  readonly failedCount: number | null
  readonly hasWholeText: boolean
}

/** The stage is done. Said twice, the earlier time stays, and what was missing is added. */
export function complete(stage: StageState, end: StageEnd): StageState {
  const former = stage.status === 'completed' ? stage : null
  return become(stage, {
    status: 'completed',
    completedAt: former?.completedAt ?? end.at,
    successCount: end.successCount ?? former?.successCount ?? null,
    failedCount: end.failedCount ?? former?.failedCount ?? null,
    hasWholeText: end.hasWholeText || (former?.hasWholeText ?? false),
  })
}

/** The stage failed. Said twice, the earlier time stays. */
export function fail(stage: StageState, at: number | null, failure: StageFailure): StageState {
  const former = stage.status === 'failed' ? stage : null
  return become(stage, { status: 'failed', failedAt: former?.failedAt ?? at, failure })
}
