import { cameraWords } from '@/protocol/cameraDescription'
import { STAGES, type Stage } from '@/protocol/stages'
import { withItems } from './items'
import { NO_PROGRESS } from './progress'
import type { ProjectState, StageState, StageStateOf, StageStatus } from './state'

/** The part of a stage that is done, in percent. Items that are there count, also while the stage does not run. */
function stagePercent(stage: StageState): number {
  switch (stage.status) {
    case 'completed':
    case 'skipped':
      return 100
    case 'running':
      return stage.progress.percent ?? 0
    default:
      return withItems(NO_PROGRESS, stage).percent ?? 0
  }
}

/**
 * How far the run is, in whole percent over the five stages, each counting the same.
 *
 * @returns 1–100, 100 only when all five are done; null before anything is done that could be measured
 */
export function selectProgress({ stages }: Pick<ProjectState, 'stages'>): number | null {
  const all = STAGES.map((stage): StageState => stages[stage])
  const sum = all.reduce((total, stage) => total + stagePercent(stage), 0)
  return Math.floor(sum / STAGES.length) || null
}

/** The stage where the light is: the last that runs, null where none does. */
export function selectCurrentStage({ stages }: Pick<ProjectState, 'stages'>): Stage | null {
  return STAGES.findLast((stage) => stages[stage].status === 'running') ?? null
}

/** Whether a run is believed to be under way, or about to begin. */
export function selectIsActive({ status, stages }: Pick<ProjectState, 'status' | 'stages'>): boolean {
  return status === 'processing' || status === 'queued' || selectCurrentStage({ stages }) !== null
}

/** One lane of the waterfall. Times are milliseconds since the epoch by the server's clock. */
export interface Lane {
  readonly stage: Stage
  readonly status: StageStatus
  readonly startedAt: number | null
  /** When its work ended or was cut; null while the stage runs, and where nobody said. */
  readonly endedAt: number | null
}

function endOf(stage: StageState): number | null {
  switch (stage.status) {
    case 'completed':
      return stage.completedAt
    case 'failed':
      return stage.failedAt
    case 'pending':
      return stage.stoppedAt
    default:
      return null
  }
}

/** When each of the five stages began and ended, in their order. */
export function selectLanes({ stages }: Pick<ProjectState, 'stages'>): readonly Lane[] {
  return STAGES.map((name) => {
    const stage: StageState = stages[name]
    return { stage: name, status: stage.status, startedAt: stage.startedAt, endedAt: endOf(stage) }
  })
}

function storyboardText(stage: StageStateOf<'storyboard'>): string {
  if (stage.text !== '' || stage.data === null || stage.data.length === 0) return stage.text
  const scenes = stage.data.map((entry) => ({
    scene_number: entry.sequenceNumber,
    narration: entry.narration,
    visual_prompt: entry.imagePrompt,
    shot_type: entry.shotType,
  }))
  return JSON.stringify({ scenes }, null, 2)
}

function cameraText(stage: StageStateOf<'camera_movement'>): string {
  if (stage.text !== '' || stage.data === null) return stage.text
  return stage.data
    .flatMap(({ sequenceNumber, camera }) =>
      camera ? [`${sequenceNumber}. ${cameraWords(camera.description) ?? camera.movementType}`] : [],
    )
    .join('\n')
}

function textOf(stage: StageState): string {
  switch (stage.stage) {
    case 'rewrite':
      // Only of a completed run is what is stored newer than what was heard.
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

/** A stage is immutable, so its text is worked out once. */
const texts = new WeakMap<StageState, string>()

/**
 * The text of a stage: live while it runs; after its end what was stored, or where only the product is known, that
 * product as text (it then differs from the stage's own). `''` for the stages that write none.
 */
export function textOfStage(stage: StageState): string {
  const known = texts.get(stage)
  if (known !== undefined) return known
  const text = textOf(stage)
  texts.set(stage, text)
  return text
}

/** The text of one of a project's stages. */
export function stageText(state: Pick<ProjectState, 'stages'>, stage: Stage): string {
  return textOfStage(state.stages[stage])
}
