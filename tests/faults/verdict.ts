import { accountFor } from '../../src/pipeline/account'
import { selectRunFacts, stageText } from '../../src/pipeline/selectors'
import type { ProjectState, StageState } from '../../src/pipeline/state'
import { STAGES, type Stage } from '../../src/protocol/stages'
import type { Simulation } from './simulation'
import type { Traits } from './traits'
import type { StageTruth, Truth } from './truth'

const STATUS_ON_PAGE = {
  pending: 'pending',
  processing: 'running',
  completed: 'completed',
  failed: 'failed',
} as const

function statusOnPage({ status }: StageTruth, truth: Truth): StageState['status'] {
  // No stage of a paused project runs, even if the server left it as `processing`.
  return status === 'processing' && truth.status === 'paused' ? 'pending' : STATUS_ON_PAGE[status]
}

/** The items of a stage that the page shows, in the form of the truth; null if it has none. */
function itemsOnPage(stage: StageState): (string | null)[] | null {
  switch (stage.stage) {
    case 'rewrite':
      return null
    case 'storyboard':
      return stage.data?.scenes.map(({ narration }) => narration) ?? null
    case 'image_generation':
      return stage.data?.map(({ images }) => images[0]?.id ?? null) ?? null
    case 'camera_movement':
      return stage.data?.map(({ camera }) => camera?.movementType ?? null) ?? null
    case 'video_generation':
      return stage.data?.map(({ videos }) => videos[0]?.id ?? null) ?? null
  }
}

/** How a stage on the page differs from its stored state. */
function differences(state: ProjectState, name: Stage, truth: Truth): string[] {
  const onPage: StageState = state.stages[name]
  const stored = truth.stages[name]
  const found: string[] = []
  const expected = statusOnPage(stored, truth)
  if (onPage.status !== expected) found.push(`${name} is ${onPage.status}, not ${expected}`)
  if (stored.status === 'completed' && (name === 'rewrite' || onPage.text !== '')) {
    const text = stageText(state, name)
    if (stored.text !== '' && text !== stored.text)
      found.push(`${name} reads "${text}", not "${stored.text}"`)
  }
  if (onPage.status === 'failed' && onPage.failure.message !== stored.error)
    found.push(`${name} says "${onPage.failure.message}", not "${stored.error}"`)
  const items = itemsOnPage(onPage)
  if (name !== 'rewrite' && JSON.stringify(items ?? []) !== JSON.stringify(stored.items))
    found.push(`${name} has ${JSON.stringify(items)}, not ${JSON.stringify(stored.items)}`)
  return found
}

/** The account of a run and its true length may differ by this much: messages take their time. */
const ACCOUNT_TOLERANCE_MS = 1_000

/**
 * Whether the stretches of an ended run add up to the time from its start to its end. A page that saw what led up to the first stage
 * counts from there, at most from when the project stopped being at rest; others count from the stored start of that stage.
 */
function accountProblem(state: ProjectState, { truth, departures }: Simulation): string | null {
  const stages = Object.values(truth.stages)
  const begun = Math.min(...stages.flatMap(({ startedAt }) => startedAt ?? []))
  const ended = Math.max(...stages.flatMap(({ completedAt }) => completedAt ?? []))
  if ((truth.status !== 'completed' && truth.status !== 'failed') || ended < begun) return null
  const left = departures.findLast((time) => time <= begun) ?? begun
  const sum = accountFor(selectRunFacts(state), ended).reduce((total, { from, to }) => total + to - from, 0)
  if (sum >= ended - begun - ACCOUNT_TOLERANCE_MS && sum <= ended - left + ACCOUNT_TOLERANCE_MS) return null
  return `the account of the run adds up to ${sum} ms, not ${ended - begun} to ${ended - left} ms`
}

/** What is wrong with a page after enough time to learn the truth. */
export function problemsAtEnd(
  state: ProjectState,
  simulation: Simulation,
  { stageTimes, secondWorkerBehindMs }: Traits,
): string[] {
  const { truth } = simulation
  const found = STAGES.flatMap((stage) => differences(state, stage, truth))
  if (state.status !== truth.status) found.push(`the project is ${state.status}, not ${truth.status}`)
  // Times by several clocks do not add up to anything.
  const miscounted = stageTimes && secondWorkerBehindMs === 0 ? accountProblem(state, simulation) : null
  if (miscounted !== null) found.push(miscounted)
  if (state.snapshotWantedAt !== null) found.push('a snapshot is still wanted')
  return found
}

function textProblem(before: StageState, after: StageState, written: readonly string[]): string | null {
  const { stage, text, textEpoch } = after
  if (text !== '' && !written.some((whole) => whole.startsWith(text)))
    return `${stage} shows text that was never written: "${text}"`
  if (textEpoch === before.textEpoch && !text.startsWith(before.text))
    return `${stage} removed "${before.text}" within one text epoch`
  return null
}

/**
 * What is wrong with a page at any moment: text that was never written, a status that a stage never had, impossible
 * progress.
 */
export function problemsBetween(
  before: ProjectState,
  after: ProjectState,
  { texts, statuses }: Simulation,
  { namesStages }: Traits,
): string[] {
  const found: string[] = []
  for (const name of STAGES) {
    const stage: StageState = after.stages[name]
    if (stage === before.stages[name]) continue
    // Tokens without a stage may count for another stage for a moment.
    const written = namesStages ? texts[name] : Object.values(texts).flat()
    const problem = textProblem(before.stages[name], stage, written)
    if (problem !== null) found.push(problem)
    const wasNever =
      (stage.status === 'completed' || stage.status === 'failed') && !statuses[name].has(stage.status)
    if (wasNever) found.push(`${name} is ${stage.status}, which it never was`)
    if (stage.status !== 'running' || stage.progress.percent === null) continue
    const { percent } = stage.progress
    if (!(percent >= 0 && percent < 100)) found.push(`${name} is at ${percent} %`)
  }
  return found
}
