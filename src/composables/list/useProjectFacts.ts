import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { ApiError } from '@/api/calls/errors'
import type { ProjectCounts } from '@/protocol/projectCounts'
import type { ProjectRow } from '@/protocol/projectRows'
import type { TemplateSet } from '@/protocol/templateSets'
import type { useProjectFactsStore } from '@/stores/list/projectFacts'
import { useWhenIdle } from '../app/useWhenIdle'

/** What `useProjectFacts` returns. */
export interface UseProjectFactsReturn {
  /** How many projects there are, in all and of each status; null while that is not known. */
  readonly counts: ComputedRef<ProjectCounts | null>
  /** The sets of prompts that a project can be made with. */
  readonly templateSets: ComputedRef<readonly TemplateSet[]>
}

/**
 * What the server says about all projects. It comes when the page is idle, and again when the list changes.
 *
 * @param rows the rows of the list
 */
export function useProjectFacts(rows: () => readonly ProjectRow[]): UseProjectFactsReturn {
  const store = shallowRef<ReturnType<typeof useProjectFactsStore> | null>(null)
  useWhenIdle(
    () => true,
    async () => {
      const { useProjectFactsStore } = await import('@/stores/list/projectFacts')
      store.value = useProjectFactsStore()
      await store.value.loadTemplateSets().catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error // the form does not offer what is not known
      })
    },
  )
  const shown = computed(() =>
    rows()
      .map(({ id, status }) => `${id} ${status}`)
      .join(),
  )
  watch([store, shown], () => void store.value?.loadCounts())
  return {
    counts: computed(() => store.value?.counts ?? null),
    templateSets: computed(() => store.value?.templateSets ?? []),
  }
}
