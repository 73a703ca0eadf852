import { readCameraText } from '@/protocol/cameraDescription'
import { missesJsonRepair } from '@/protocol/looseJson'
import type { CameraEntry } from '@/protocol/stageData'
import { STAGES, type Stage } from '@/protocol/stages'
import { withItems } from './items'
import { NO_PROGRESS } from './progress'
import type { ProjectState, StageState, StageStateOf, StageStatus } from './state'

/** How much of a stage is done, in percent. Existing items count even while the stage does not run. */
function stagePercent(stage: StageState): number {
  switch (stage.status) {
    case 'completed':
    case 'skipped':
      return 100
    case 'running':
      return stage.progress.percent ?? 0
    case 'pending':
    case 'failed':
    case 'unknown':
      return withItems(NO_PROGRESS, stage).percent ?? 0
  }
}

/**
 * How far the run is, in whole percent; all stages count the same.
 *
 * @returns 1–100, and 100 only when all stages are done; null before anything measurable is done
 */
export function selectProgress({ stages }: Pick<ProjectState, 'stages'>): number | null {
  const all = STAGES.map((stage): StageState => stages[stage])
  const sum = all.reduce((total, stage) => total + stagePercent(stage), 0)
  return Math.floor(sum / STAGES.length) || null
}

/** The last running stage; null if none runs. */
export function selectCurrentStage({ stages }: Pick<ProjectState, 'stages'>): Stage | null {
  return STAGES.findLast((stage) => stages[stage].status === 'running') ?? null
}

/** Whether a run is under way or about to start, as far as is known. */
export function selectIsActive({ status, stages }: Pick<ProjectState, 'status' | 'stages'>): boolean {
  return status === 'processing' || status === 'queued' || selectCurrentStage({ stages }) !== null
}

/** When a stage worked. Times are milliseconds since the epoch by the server's clock. */
export interface Span {
  readonly stage: Stage
  readonly from: number
  readonly to: number
}

/** When a stage worked, as far as is known: a stage that failed nobody knows when has no length. */
export function spanOf({ stage, status, startedAt, endedAt }: Lane, now: number): readonly Span[] {
  if (startedAt === null || status === 'skipped') return []
  const isAtWork = status === 'running' || status === 'unknown'
  if (endedAt === null && status !== 'failed' && !isAtWork) return []
  const end = isAtWork ? now : (endedAt ?? startedAt)
  return [{ stage, from: startedAt, to: Math.max(startedAt, end) }]
}

/**
 * How long at least one stage worked, in milliseconds. Pauses, queues and idle time do not count.
 *
 * @param now milliseconds since the epoch by the server's clock; the end of the work of a stage that runs, or was last seen
 *   running
 */
export function selectWorkedMs(lanes: readonly Lane[], now: number): number {
  const spans = lanes.flatMap((lane) => spanOf(lane, now)).sort((a, b) => a.from - b.from)
  let worked = 0
  let end = -Infinity
  for (const { from, to } of spans) {
    worked += Math.max(0, to - Math.max(from, end))
    end = Math.max(end, to)
  }
  return worked
}

/** Whether the time of a run goes on: it works, waits for its turn, or is paused. */
function selectIsOpen(state: Pick<ProjectState, 'status' | 'stages'>): boolean {
  return selectIsActive(state) || state.status === 'paused'
}

/** What the account of a run is made from. It does not change with the text that is being written. */
export interface RunFacts {
  readonly lanes: readonly Lane[]
  readonly trail: ProjectState['trail']
  /** How far the server's clock is ahead of this machine's, in milliseconds. */
  readonly serverAheadMs: number
  /** Whether the time of the run goes on. */
  readonly isOpen: boolean
}

/** What the account of a run is made from. */
export function selectRunFacts(
  state: Pick<ProjectState, 'status' | 'stages' | 'trail' | 'positions' | 'serverAheadMs'>,
): RunFacts {
  const { trail, serverAheadMs } = state
  return { lanes: selectLanes(state), trail, serverAheadMs: serverAheadMs ?? 0, isOpen: selectIsOpen(state) }
}

/** One lane of the waterfall. Times are milliseconds since the epoch by the server's clock. */
export interface Lane {
  readonly stage: Stage
  readonly status: StageStatus
  readonly startedAt: number | null
  /** When its work ended or was interrupted; null while the stage runs, and if unknown. */
  readonly endedAt: number | null
}

/** When the work of a stage ended or was interrupted; null while it runs, and if unknown. */
export function stageEndedAt(stage: StageState): number | null {
  switch (stage.status) {
    case 'completed':
      return stage.completedAt
    case 'failed':
      return stage.failedAt
    case 'pending':
      return stage.stoppedAt
    case 'running':
    case 'skipped':
    case 'unknown':
      return null
  }
}

/** A machine whose clock is behind by less than this has the server's clock: its messages may just have been late. */
const OWN_CLOCK_MS = 30_000

/**
 * How far the clock of the machine that runs a stage is behind the server's, in whole seconds as milliseconds: its newest
 * message shows it. 0 if that is the same clock, or unknown.
 */
function clockLagMs(state: Pick<ProjectState, 'positions' | 'serverAheadMs'>, stage: Stage): number {
  const { sentAt, receivedAt } = state.positions[stage]
  if (sentAt === null || receivedAt === null || state.serverAheadMs === null) return 0
  const lagMs = state.serverAheadMs - (sentAt - receivedAt)
  return lagMs < OWN_CLOCK_MS ? 0 : Math.round(lagMs / 1000) * 1000
}

/** When a stage started. For a running one this is by the server's clock, whichever machine runs it. */
export function selectStart(
  state: Pick<ProjectState, 'stages' | 'positions' | 'serverAheadMs'>,
  name: Stage,
): number | null {
  const { status, startedAt } = state.stages[name]
  return status === 'running' && startedAt !== null ? startedAt + clockLagMs(state, name) : startedAt
}

/** When each of the five stages started and ended, in their order. */
export function selectLanes(
  state: Pick<ProjectState, 'stages' | 'positions' | 'serverAheadMs'>,
): readonly Lane[] {
  return STAGES.map((name) => {
    const stage: StageState = state.stages[name]
    const startedAt = selectStart(state, name)
    return { stage: name, status: stage.status, startedAt, endedAt: stageEndedAt(stage) }
  })
}

function storyboardText(stage: StageStateOf<'storyboard'>): string {
  if (stage.text !== '' || stage.data === null || stage.data.scenes.length === 0) return stage.text
  const scenes = stage.data.scenes.map((entry) => ({
    scene_number: entry.sequenceNumber,
    narration: entry.narration,
    visual_prompt: entry.imagePrompt,
    shot_type: entry.shotType,
  }))
  return JSON.stringify({ scenes }, null, 2)
}

/** What a camera move does, in words; its name where there is no description. */
function cameraSentence({ description, movementType }: CameraEntry): string {
  const { words, type } = readCameraText(description)
  return words ?? (movementType.trim() || (type ?? '')).replaceAll('_', ' ')
}

function cameraText(stage: StageStateOf<'camera_movement'>): string {
  if (stage.text !== '' || stage.data === null) return stage.text
  return stage.data
    .flatMap(({ sequenceNumber, camera }) => (camera ? [`${sequenceNumber}. ${cameraSentence(camera)}`] : []))
    .join('\n')
}

function findStageText(stage: StageState): string {
  switch (stage.stage) {
    case 'rewrite':
      // The stored text is newer than the streamed one only after the stage has completed.
      return (stage.status === 'completed' && stage.data?.rewrittenText) || stage.text
    case 'storyboard':
      return storyboardText(stage)
    case 'camera_movement':
      return cameraText(stage)
    case 'image_generation':
    case 'video_generation':
      return ''
  }
}

/** A stage is immutable, so its text is made only once. */
const texts = new WeakMap<StageState, string>()

/**
 * The text of a stage: the streamed one while it runs, the stored one after its end. If only the product is known, it is
 * the product written as text. `''` for stages that write no text.
 */
export function selectStageText(stage: StageState): string {
  const known = texts.get(stage)
  if (known !== undefined) return known
  const text = findStageText(stage)
  // What could not be read yet is read again.
  if (!missesJsonRepair()) texts.set(stage, text)
  return text
}

/** The text of one of a project's stages. */
export function stageText(state: Pick<ProjectState, 'stages'>, stage: Stage): string {
  return selectStageText(state.stages[stage])
}
