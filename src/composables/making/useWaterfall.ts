import { computed, onScopeDispose, watchEffect } from 'vue'
import { accountFor } from '@/pipeline/account'
import { layOutWaterfall, type StageLanes } from '@/presentation/waterfall'
import type { ProjectModel } from '../project/projectModel'
import type { ProjectExtras } from './projectExtras'

/** Draw the time of a project's run in the lanes of its stages, for as long as the calling component exists. */
export function useWaterfall(project: ProjectModel, { lanes }: ProjectExtras): void {
  const drawn = computed((before?: StageLanes) => {
    return layOutWaterfall(accountFor(project.runFacts, project.now, project.lostAt), before)
  })
  watchEffect(() => {
    lanes.value = drawn.value
  })
  onScopeDispose(() => {
    lanes.value = null
  })
}
