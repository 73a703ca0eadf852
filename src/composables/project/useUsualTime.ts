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
  /**
   * How long each stage worked in a run that made all of them, one after the other; null while it is under way, and once a
   * stage was made again, which takes less.
   */
  const times = computed((): Readonly<Record<string, number>> | null => {
    if (project.runStatus !== 'completed') return null
    let before = -Infinity
    const entries: [string, number][] = []
    for (const { stage, status, startedAt, endedAt } of project.runFacts.lanes) {
      if (status !== 'completed' || startedAt === null || endedAt === null || startedAt < before) return null
      before = startedAt
      entries.push([stage, (endedAt - startedAt) / 1000])
    }
    return Object.fromEntries(entries)
  })
  watch(
    times,
    (stages) => {
      const { seconds } = project
      if (stages && seconds)
        past.value = keepPastRun(person, { projectId: project.id, seconds, ...size.value, stages })
    },
    { immediate: true },
  )
  return computed(() => {
    const others = past.value.filter(({ projectId }) => projectId !== project.id)
    return usualTime(others, size.value)
  })
}
