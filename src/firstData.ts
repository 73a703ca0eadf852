import type { RouteLocationResolved } from 'vue-router'
import { parseListQuery } from '@/composables/list/useListQuery'

/** Code that does not come is missed by its page as well, which says so. */
const leaveToPage = () => undefined

/**
 * Begin to fetch what an address is about before the code of its page has come: the page then finds its store at work.
 *
 * @returns leaves the store to the page, which follows it by itself
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
