import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { RowFilter } from '@/lab/rowFilter'
import { NO_FILTER } from '@/stores/lab/labRows'
import { useLabStore } from '@/stores/lab/labStore'

/** Return value of `useLabFilter`. */
export interface UseLabFilterReturn {
  readonly filter: Ref<RowFilter>
  readonly folding: Ref<boolean>
  readonly paused: Ref<boolean>
  /** Whether the filter may hide rows. */
  readonly isFiltered: ComputedRef<boolean>
}

/** Filter, folding and pause of the lab's table. */
export function useLabFilter(): UseLabFilterReturn {
  const lab = useLabStore()
  const filter = ref<RowFilter>(NO_FILTER)
  watch(filter, (next) => lab.setFilter(next), { immediate: true })
  return {
    filter,
    folding: computed({ get: () => lab.folding, set: (next) => lab.setFolding(next) }),
    paused: computed({ get: () => lab.paused, set: (next) => lab.setPaused(next) }),
    isFiltered: computed(() => {
      const { kinds, types, stages, text } = filter.value
      return kinds.length + types.length + stages.length > 0 || text !== ''
    }),
  }
}
