import { computed, onScopeDispose, provide, type Ref } from 'vue'
import { filmRatio } from '@/presentation/frameShape'
import type { GrowingText } from '@/presentation/textGrowth'
import { selectStageText, selectStart, selectWorkedMs, type Lane } from '@/pipeline/selectors'
import type { LiveText, StageState } from '@/pipeline/state'
import { STAGES, type Stage } from '@/protocol/stages'
import type { FeedSource } from '@/stores/project/projectFeed'
import type { RunRequest } from '@/stores/project/projectCommands'
import { useProjectStore } from '@/stores/project/projectStore'
import { RUN_CLOCK, useClock } from '../app/useClock'
import { useRefusal } from '../app/useRefusal'
import type { ProjectModel, ShownStage, StageWithStatus } from './projectModel'

type Store = ReturnType<typeof useProjectStore>

const LIVE_TEXT = { text: true, textEpoch: true, textEnd: true } satisfies Record<keyof LiveText, true>

/** Whether the only difference between two states of a running stage is its text. */
function differsInTextOnly(before: StageState, now: StageState): boolean {
  if (before.status !== 'running' || now.status !== 'running') return false
  const fields = new Map<string, unknown>(Object.entries(before))
  return Object.entries(now).every(([key, value]) => key in LIVE_TEXT || fields.get(key) === value)
}

/** While the run status is unknown, no stage is shown as running. */
function isInDoubt(project: Store, { status }: Pick<StageState, 'status'>): boolean {
  return status === 'running' && project.runStatus === 'unknown'
}

function showStage(project: Store, name: Stage): ShownStage {
  const current = computed((): StageState => project.state.stages[name])
  const text = computed((): GrowingText => {
    const text = selectStageText(current.value)
    return { text, growth: text === current.value.text ? current.value : null }
  })
  const startedAt = computed(() => selectStart(project.state, name))
  const state = computed((before?: StageState): StageState => {
    const stage = { ...current.value, startedAt: startedAt.value }
    if (isInDoubt(project, stage))
      return { ...stage, status: 'unknown', lastProgress: stage.status === 'running' ? stage.progress : null }
    return before && differsInTextOnly(before, stage) ? before : stage
  })
  return { name, state, text: () => text.value }
}

function sendRequest(project: Store, request: RunRequest): Promise<unknown> {
  switch (request) {
    case 'run':
      return project.run()
    case 'again':
      return project.runAgain()
    case 'pause':
    // The same call takes a waiting run out of the queue.
    case 'cancel':
      return project.pause()
    case 'resume':
      return project.resume()
    case 'check':
      return project.reload()
  }
}

/**
 * Follow a project for as long as the calling view exists.
 *
 * @param replay replaces the project's stream by a recording, and the present by the recording's time
 */
export function useProject(
  projectId: string,
  replay?: { readonly source: FeedSource; readonly now: Readonly<Ref<number>> },
): ProjectModel {
  const project = useProjectStore(projectId, replay?.source)
  onScopeDispose(project.follow())
  // The same object while no stage changes, whatever else of the run does.
  const known = computed(() => project.runFacts.lanes)
  const lanes = computed(() =>
    known.value.map((lane): Lane => (isInDoubt(project, lane) ? { ...lane, status: 'unknown' } : lane)),
  )
  const statuses = computed((): readonly StageWithStatus[] => lanes.value)
  const isGoingOn = () =>
    project.runStatus === 'queued' ||
    project.runStatus === 'processing' ||
    statuses.value.some(({ status }) => status === 'running')
  const here = replay?.now ?? useClock(isGoingOn)
  const now = computed(() => here.value + (project.state.serverAheadMs ?? 0))
  provide(RUN_CLOCK, now)
  const toWords = useRefusal()

  const aspectRatio = computed(() => filmRatio(project.info, project.scenes))
  const seconds = computed(() => selectWorkedMs(lanes.value, now.value) / 1000)
  const lostAt = computed(() => {
    if (project.runStatus !== 'unknown') return null
    const { lastReceivedAt, serverAheadMs } = project.state
    return lastReceivedAt === null ? null : lastReceivedAt + (serverAheadMs ?? 0)
  })
  const failed = computed((before?: ProjectModel['failed']): ProjectModel['failed'] => {
    const stage = STAGES.map((name): StageState => project.state.stages[name]).find(
      ({ status }) => status === 'failed',
    )
    if (stage?.status !== 'failed') return null
    const { message } = stage.failure
    return before?.stage === stage.stage && before.message === message
      ? before
      : { stage: stage.stage, message }
  })
  function refusalWhere(isShown: (stage: Stage | null) => boolean): string | null {
    const { command } = project
    return command.status === 'refused' && isShown(command.stage) ? toWords(command.error) : null
  }

  return {
    id: projectId,
    get info() {
      return project.info
    },
    get load() {
      return project.load
    },
    get connection() {
      return project.connection
    },
    get delivery() {
      return project.delivery
    },
    get checking() {
      return project.checking
    },
    get lastReceivedAt() {
      return project.state.lastReceivedAt
    },
    get lastNewsAt() {
      return project.state.lastNewsAt
    },
    get runStatus() {
      return project.runStatus
    },
    get percent() {
      return project.progress
    },
    get queuePosition() {
      return project.queuePosition
    },
    stages: STAGES.map((name) => showStage(project, name)),
    get statuses() {
      return statuses.value
    },
    get scenes() {
      return project.scenes
    },
    get aspectRatio() {
      return aspectRatio.value
    },
    get seconds() {
      return seconds.value
    },
    get runFacts() {
      return project.runFacts
    },
    get now() {
      return now.value
    },
    get lostAt() {
      return lostAt.value
    },
    isReplay: replay !== undefined,
    get sending() {
      return project.command.status === 'sending' ? project.command.name : null
    },
    get failed() {
      return failed.value
    },
    refusalOf: (stage) => refusalWhere((one) => one === stage),
    refusalBeyond: (open) => refusalWhere((one) => one === null || !open.includes(one)),
    request: (request) => sendRequest(project, request),
    retry: project.retry,
    retryScene: project.retryScene,
    dismissRefusal: project.dismissRefusal,
    reload: project.reload,
  }
}
