import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router'
import type { TaskFilter } from '@/tasks/selectors'
import { firstValue } from '../app/queryValue'

/** The ways to filter the tasks, in their order. */
export const TASK_FILTERS = [
  'all',
  'active',
  'ended',
  'failed',
] as const satisfies readonly TaskFilter['show'][]

/** What `useTaskQuery` returns. */
export interface UseTaskQueryReturn {
  readonly filter: ComputedRef<TaskFilter>
  /** The address of the tasks with these changes. */
  address: (changes: Partial<TaskFilter>) => RouteLocationRaw
  /** Search. This replaces the address, so that Back does not go through every letter. */
  search: (text: string) => Promise<void>
}

/** The search and filter of the task centre, which are kept in the address. */
export function useTaskQuery(): UseTaskQueryReturn {
  const route = useRoute()
  const router = useRouter()
  const filter = computed((): TaskFilter => {
    const word = firstValue(route.query['show'])
    return {
      search: firstValue(route.query['search']),
      show: TASK_FILTERS.find((one) => one === word) ?? 'all',
    }
  })
  function address(changes: Partial<TaskFilter>): RouteLocationRaw {
    const { search, show } = { ...filter.value, ...changes }
    return { path: route.path, query: { ...(search && { search }), ...(show !== 'all' && { show }) } }
  }
  async function search(text: string) {
    await router.replace(address({ search: text }))
  }
  return { filter, address, search }
}
