import { MAKES_ITEMS, progressAtStart } from './items'
import type { LiveText, StageFailure, StageState, StatusFields } from './state'

/** Fields that every status has and that may change with it. */
type CommonChange = Partial<Pick<StageState, 'attempt' | 'startedAt' | 'knownRun' | keyof LiveText | 'data'>>

/** Whether a run of the stage has ended, for each status. */
const IS_TERMINAL = {
  pending: false,
  running: false,
  completed: true,
  failed: true,
  skipped: true,
  unknown: false,
} satisfies Record<StageState['status'], boolean>

/** Whether a run of the stage has ended. */
export function isTerminal(stage: StageState): boolean {
  return IS_TERMINAL[stage.status]
}

/** The stage in another status. Drop the fields of the former status. Common fields stay unless `change` sets them. */
export function become(stage: StageState, change: StatusFields & CommonChange): StageState {
  const { stage: name, attempt, startedAt, knownRun, text, textEpoch, textEnd, data } = stage
  // Name and data still belong to one stage, but the compiler cannot follow that through the spread of a union.
  return {
    stage: name,
    attempt,
    startedAt,
    knownRun,
    text,
    textEpoch,
    textEnd,
    data,
    ...change,
  } as StageState
}

/** The length of `textEnd` in UTF-16 units; it may grow to twice that before it is cut. */
const END_LENGTH = 4_096

function endOf(text: string): string {
  return text.length > 2 * END_LENGTH ? text.slice(-END_LENGTH) : text
}

/** Replace the stage's text by `text`, which is the former text with `added` at its end. */
export function addText(stage: StageState, text: string, added: string): LiveText {
  return { text, textEpoch: stage.textEpoch, textEnd: endOf(stage.textEnd + added) }
}

/** Replace the stage's text by a longer one that seems to continue it. Its end is taken from `text` itself. */
export function growText(stage: StageState, text: string): LiveText {
  return { text, textEpoch: stage.textEpoch, textEnd: endOf(text) }
}

/** Replace the stage's text by a text that may not continue it. */
export function replaceText(stage: StageState, text: string): LiveText {
  const continues = text.startsWith(stage.text)
  return { text, textEpoch: continues ? stage.textEpoch : stage.textEpoch + 1, textEnd: endOf(text) }
}

/** How long an interrupted stage had worked, in milliseconds. */
function workedMs(stage: StageState): number {
  if (stage.status !== 'pending' || stage.startedAt === null || stage.stoppedAt === null) return 0
  return Math.max(0, stage.stoppedAt - stage.startedAt)
}

/**
 * Start the stage (again). This removes the text of the former run. Finished items stay, because a retry keeps them.
 * The time that interrupted work took stays, too.
 *
 * @param at milliseconds since the epoch
 */
export function start(stage: StageState, at: number): StageState {
  return become(stage, {
    status: 'running',
    progress: progressAtStart(stage),
    attempt: stage.attempt + 1,
    startedAt: at - workedMs(stage),
    knownRun: stage.knownRun && { ...stage.knownRun, isCurrent: false },
    ...replaceText(stage, ''),
    data: MAKES_ITEMS[stage.stage] ? stage.data : null,
  })
}

/** Make the stage wait. If it was running, its work has been interrupted. */
export function wait(stage: StageState, at: number): StageState {
  if (stage.status === 'pending') return stage
  return become(stage, { status: 'pending', stoppedAt: stage.status === 'running' ? at : null, reason: null })
}

/** What is known about the end of a stage. */
interface StageEnd {
  readonly at: number | null
  readonly successCount: number | null
  readonly failedCount: number | null
  readonly hasWholeText: boolean
}

/** Complete the stage. If it has already completed, keep that time and fill in missing fields. */
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

/** Let the stage fail. If it has already failed, keep that time. */
export function fail(stage: StageState, at: number | null, failure: StageFailure): StageState {
  const former = stage.status === 'failed' ? stage : null
  return become(stage, { status: 'failed', failedAt: former?.failedAt ?? at, failure })
}
