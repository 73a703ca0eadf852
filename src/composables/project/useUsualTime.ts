import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { usualTime, type UsualTime } from '@/presentation/estimate'
import { characterCount } from '@/protocol/characters'
import { keepPastRun, readPastRuns } from '@/stores/project/pastRuns'
import type { ProjectModel } from './projectModel'

/**
 * How long a run like this one usually takes, from the runs of this person that were seen to their end in this browser.
 * When this run has ended, it is one of them.
 *
 * @param person the name of whoever is signed in; '' for nobody
 * @returns null while too few runs are known
 */
export function useUsualTime(project: ProjectModel, person: string): ComputedRef<UsualTime | null> {
  const past = shallowRef(readPastRuns(person))
  // Scenes change all the time while they are written; a long story is not counted anew for that.
  const characters = computed(() => characterCount(project.info?.story ?? ''))
  const scenes = computed(() => project.scenes.length || null)
  const size = computed(() => ({ characters: characters.value, scenes: scenes.value }))
  /** Whether all stages have been made, and it is known when. */
  const isWhole = computed(
    () =>
      project.runStatus === 'completed' &&
      project.stages.every(
        ({ state: { value } }) => value.status === 'completed' && value.startedAt !== null,
      ),
  )
  watch(
    () => (isWhole.value ? project.seconds : null),
    (seconds) => {
      if (seconds) past.value = keepPastRun(person, { projectId: project.id, seconds, ...size.value })
    },
    { immediate: true },
  )
  return computed(() => {
    const others = past.value.filter(({ projectId }) => projectId !== project.id)
    return usualTime(others, size.value)
  })
}
