import { computed, onScopeDispose, type ComputedRef, type Ref } from 'vue'
import { useClock } from './useClock'
import type { RunRequest } from './runRequest'
import { useRefusal, type UseRefusalReturn } from './useRefusal'
import { layOutWaterfall, type Waterfall } from './waterfall'
import { selectLanes } from '@/pipeline/selectors'
import type { StageState } from '@/pipeline/state'
import type { FeedSource } from '@/stores/projectFeed'
import { useProjectStore } from '@/stores/projectStore'

/** What `useProject` gives. */
export interface UseProjectReturn {
  readonly project: ReturnType<typeof useProjectStore>
  /** The five in their order. */
  readonly stages: ComputedRef<readonly StageState[]>
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

  const lanes = computed(() => selectLanes(project.state))
  const now = replay?.now ?? useClock(() => project.runStatus === 'processing')

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
    stages: computed(() =>
      lanes.value.map((lane): StageState => {
        const stage: StageState = project.state.stages[lane.stage]
        // While nobody can say whether the run goes on, no stage is said to be running.
        return stage.status === 'running' && project.runStatus === 'unknown'
          ? { ...stage, status: 'unknown' }
          : stage
      }),
    ),
    waterfall: computed(() => layOutWaterfall(lanes.value, now.value)),
    busy: computed(() => project.command.status === 'sending'),
    refusal: useRefusal(() => project.command),
    ask,
  }
}
