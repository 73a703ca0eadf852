import type ConnectionSign from '@/components/project/ConnectionSign.vue'
import type RunHeader from '@/components/project/RunHeader.vue'
import type { ProjectModel } from '@/composables/project/projectModel'
import type { Stretch } from '@/pipeline/account'
import type { Scene, StageState } from '@/pipeline/state'
import type { WorkPhase } from '@/pipeline/trail'
import { NO_TEXT } from '@/presentation/textGrowth'
import { layOutWaterfall, type StageLanes } from '@/presentation/waterfall'
import type { AspectRatio } from '@/protocol/aspectRatios'
import { PROJECT_STATUSES, type ProjectStatus } from '@/protocol/projectRows'
import { STAGES, type Stage } from '@/protocol/stages'
import type { ConnectionState } from '@/transport/connectionState'
import { INFO, projectModel, WAITING } from '../tests/support/projectFixtures'
import {
  AWAY,
  finishedScene,
  halfMadeScenes,
  LONG_WORD,
  NOW,
  OPEN,
  REWRITE_BY_STATUS,
  STAGES_AT_WORK,
  STORY,
  text,
} from './fixtures'

type Props<C extends abstract new (...args: never) => { $props: unknown }> = InstanceType<C>['$props']

/** A component in one of its states. */
interface State<C extends abstract new (...args: never) => { $props: unknown }> {
  readonly name: string
  readonly props: Props<C>
}

function sign(
  name: string,
  connection: ConnectionState,
  changes: Partial<Props<typeof ConnectionSign>> = {},
): State<typeof ConnectionSign> {
  const justNow = () => NOW - 400
  const ages = { lastReceivedAt: justNow, lastNewsAt: justNow }
  const delivery = { by: 'stream' } as const
  return {
    name,
    props: { connection, delivery, checking: false, ready: true, ...ages, running: false, ...changes },
  }
}

/** Every way in which a page can be connected. */
export const CONNECTIONS = [
  sign('idle', { status: 'idle' }),
  sign('connecting', { status: 'connecting', attempt: 1 }),
  sign('open', OPEN),
  sign('open, running', OPEN, { running: true }),
  sign('open, quiet for a while', OPEN, { running: true, lastNewsAt: () => NOW - 14_000 }),
  sign('open, without news', OPEN, { running: true, lastNewsAt: () => NOW - 70_000 }),
  sign('open, checking', OPEN, { checking: true }),
  sign('open without authorization', { ...OPEN, status: 'open', since: NOW, withoutAuthorization: true }),
  sign('waiting', AWAY),
  sign('polling, blocked', OPEN, { delivery: { by: 'polling', reason: 'blocked' } }),
  sign('polling, unloaded', { status: 'idle' }, { delivery: { by: 'polling', reason: 'unloaded' } }),
  sign('polling, capped, late', OPEN, {
    delivery: { by: 'polling', reason: 'capped' },
    lastReceivedAt: () => NOW - 70_000,
  }),
  sign('closed', { status: 'closed', fault: null }),
  sign('closed by a fault', { status: 'closed', fault: 'forbidden' }),
]

/** How long a stage spends in each phase, in seconds. */
const PHASES = {
  queued: 4,
  waiting: 3,
  writing: 9,
  paused: 300,
  unknown: 4,
  items: 12,
  working: 8,
} as const satisfies Record<WorkPhase, number>
const PHASES_OF: Readonly<Record<Stage, readonly WorkPhase[]>> = {
  rewrite: ['queued', 'waiting', 'writing'],
  storyboard: ['waiting', 'writing', 'paused', 'writing'],
  image_generation: ['waiting', 'items', 'unknown', 'items'],
  camera_movement: ['working'],
  video_generation: ['waiting', 'items'],
}

/** The lanes of stages that have worked one after the other, through every phase. */
export function sampleLanes(): StageLanes {
  let end = 0
  const stretches = STAGES.flatMap((stage) => PHASES_OF[stage].map((phase) => ({ stage, phase }))).map(
    ({ stage, phase }): Stretch => {
      const from = end
      end += PHASES[phase] * 1000
      return { stage, phase, from, to: end }
    },
  )
  return layOutWaterfall(stretches)
}

/** The head of a run in every status. */
export const HEADERS: readonly State<typeof RunHeader>[] = [
  ...[...PROJECT_STATUSES, 'unknown' as const].map((status) => header(status, status)),
  header('refused, with a long name', 'paused', {
    name: LONG_WORD.repeat(3),
    refusal: 'The run has ended.',
  }),
  header('replayed', 'completed', { replayed: true }),
]

function header(
  name: string,
  status: ProjectStatus,
  changes: Partial<Props<typeof RunHeader>> = {},
): State<typeof RunHeader> {
  const hasBegun = status !== 'draft' && status !== 'queued'
  const props = {
    name: INFO.name,
    status,
    percent: hasBegun ? 62 : null,
    seconds: hasBegun ? 42 : 0,
    queuePosition: status === 'queued' ? 2 : null,
    sending: null,
    failure: null,
    retryOffered: false,
    refusal: null,
  }
  return { name, props: { ...props, ...changes } }
}

const FAILED: readonly StageState[] = [
  ...STAGES_AT_WORK.slice(0, 1),
  {
    ...WAITING.storyboard,
    status: 'failed',
    failedAt: NOW,
    failure: { message: '模型没有回答。' },
  },
  WAITING.image_generation,
  WAITING.camera_movement,
  WAITING.video_generation,
]

function dashboard(
  name: string,
  stages: readonly StageState[],
  runStatus: ProjectStatus,
  scenes: readonly Scene[],
  aspectRatio: AspectRatio = '9:16',
): { readonly name: string; readonly project: ProjectModel } {
  const project = projectModel({
    info: { ...INFO, story: STORY, aspectRatio },
    stages: stages.map((state) => ({
      name: state.stage,
      state: { value: state },
      text: state.status === 'pending' ? () => NO_TEXT : text(STORY),
    })),
    statuses: stages,
    scenes,
    seconds: stages.length * 14,
    runStatus,
    percent: runStatus === 'draft' ? null : 62,
  })
  return { name, project }
}

const done = [...REWRITE_BY_STATUS.slice(2, 3), ...STAGES_AT_WORK.slice(1)]
const finished = (ratio: AspectRatio) => [1, 2, 3, 4, 5].map((number) => finishedScene(number, ratio))

/** A dashboard before, during and after a run. */
export const dashboards = [
  dashboard('not begun', Object.values(WAITING), 'draft', []),
  dashboard('under way', STAGES_AT_WORK, 'processing', halfMadeScenes()),
  dashboard('under way, 16:9', STAGES_AT_WORK, 'processing', halfMadeScenes('16:9'), '16:9'),
  dashboard('failed', FAILED, 'failed', []),
  dashboard('with five finished scenes, 1:1', done, 'processing', finished('1:1'), '1:1'),
]
