import { computed, onScopeDispose, type ComputedRef, type Ref } from 'vue'
import type { GrowingText, TextSource } from '@/presentation/textGrowth'
import { useClock } from '../app/useClock'
import type { RunRequest } from './runRequest'
import { useRefusal, type UseRefusalReturn } from './useRefusal'
import { layOutWaterfall, type Waterfall } from '@/presentation/waterfall'
import { textOfStage } from '@/pipeline/selectors'
import type { LiveText, StageState } from '@/pipeline/state'
import type { Stage } from '@/protocol/stages'
import type { FeedSource } from '@/stores/project/projectFeed'
import { useProjectStore } from '@/stores/project/projectStore'

/** A stage as a page shows it. Each is followed by itself: a word of one renders nothing of the others. */
export interface ShownStage {
  readonly name: Stage
  /** The stage without what it writes: while it runs its texts may be behind, and words make no other one of it. */
  readonly state: ComputedRef<StageState>
  /** What the model has written in it; '' where it writes nothing. */
  readonly text: TextSource
}

const LIVE: ReadonlySet<string> = new Set<keyof LiveText>(['text', 'textEpoch', 'textEnd'])

/** Whether all that has changed in a running stage is what it has written. */
function hasOnlyWritten(before: StageState, now: StageState): boolean {
  if (before.status !== 'running' || now.status !== 'running') return false
  const facts = new Map<string, unknown>(Object.entries(before))
  return Object.entries(now).every(([key, value]) => LIVE.has(key) || facts.get(key) === value)
}

/** What `useProject` gives. */
export interface UseProjectReturn {
  readonly project: ReturnType<typeof useProjectStore>
  /** The five in their order. */
  readonly stages: readonly ShownStage[]
  /** How they stand, in their order; the same object while that stays. */
  readonly statuses: ComputedRef<readonly Pick<StageState, 'stage' | 'status'>[]>
  readonly waterfall: ComputedRef<Waterfall>
  /** Whether a command is on its way. */
  readonly busy: ComputedRef<boolean>
  readonly refusal: UseRefusalReturn
  readonly ask: (request: RunRequest) => Promise<void>
}

/**
 * One project as a page shows it, followed for as long as the calling view is there.
 *
 * @param replay where its news come from in place of its stream, and the time at which they are shown
 */
export function useProject(
  projectId: string,
  replay?: { readonly source: FeedSource; readonly now: Readonly<Ref<number>> },
): UseProjectReturn {
  const project = useProjectStore(projectId, replay?.source)
  onScopeDispose(project.follow())

  const now = replay?.now ?? useClock(() => project.runStatus === 'processing')

  /** While nobody can say whether the run goes on, no stage is said to be running. */
  function isInDoubt({ status }: Pick<StageState, 'status'>): boolean {
    return status === 'running' && project.runStatus === 'unknown'
  }

  function showStage(name: Stage): ShownStage {
    const current = computed((): StageState => project.state.stages[name])
    const text = computed((): GrowingText => {
      const text = textOfStage(current.value)
      return { text, growth: text === current.value.text ? current.value : null }
    })
    const state = computed((before?: StageState): StageState => {
      const stage = current.value
      if (isInDoubt(stage)) return { ...stage, status: 'unknown' }
      return before && hasOnlyWritten(before, stage) ? before : stage
    })
    return { name, state, text: () => text.value }
  }

  function ask(request: RunRequest): Promise<void> {
    switch (request) {
      case 'run':
        return project.run()
      case 'pause':
      // A run that waits is taken out of the queue by the same call.
      case 'cancel':
        return project.pause()
      case 'resume':
        return project.resume()
      case 'check':
        return project.reload()
    }
  }
  return {
    project,
    stages: project.lanes.map(({ stage }) => showStage(stage)),
    statuses: computed(() =>
      project.lanes.map((lane) => ({
        stage: lane.stage,
        status: isInDoubt(lane) ? ('unknown' as const) : lane.status,
      })),
    ),
    waterfall: computed(() => layOutWaterfall(project.lanes, now.value)),
    busy: computed(() => project.command.status === 'sending'),
    refusal: useRefusal(() => project.command),
    ask,
  }
}
