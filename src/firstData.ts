import type { RouteLocationResolved } from 'vue-router'
import { parseListQuery } from '@/composables/list/useListQuery'

/** If the code of the store cannot be loaded, neither can that of the page, which reports it. */
const leaveToPage = () => undefined

/**
 * Start fetching the data of an address while the code of its page is still loading.
 *
 * @returns releases the store once the page follows it itself
 */
export function beginFirstData({ name, params, query }: RouteLocationResolved): () => void {
  if (name === 'projects') {
    import('@/stores/list/projectListStore').then(
      ({ useProjectListStore }) => useProjectListStore().begin(parseListQuery(query)),
      leaveToPage,
    )
    return () => {}
  }
  if (name !== 'project' && name !== 'stage') return () => {}
  const followed = import('@/stores/project/projectStore').then(
    ({ useProjectStore }) => useProjectStore(String(params['id'])).follow(),
    () => leaveToPage,
  )
  return () => void followed.then((leave) => leave())
}
