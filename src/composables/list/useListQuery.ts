import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery, type RouteLocationRaw } from 'vue-router'
import { firstValue } from '../app/queryValue'

/** Which part of the list is shown; all of it is in the address. */
export interface ListQuery {
  readonly search: string
  /** A status as on the wire; null for all. */
  readonly status: string | null
  /** From 1. */
  readonly page: number
}

/** Read the address. Values that cannot be read count as missing. */
export function parseListQuery(query: LocationQuery): ListQuery {
  const page = Number(firstValue(query['page']))
  return {
    search: firstValue(query['search']),
    status: firstValue(query['status']) || null,
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  }
}

/** What `useListQuery` returns. */
export interface UseListQueryReturn {
  readonly query: ComputedRef<ListQuery>
  /** The address of the list with these changes. Without a page among them, it leads to the first page. */
  address: (changes: Partial<ListQuery>) => RouteLocationRaw
  /** Search. This replaces the address, so that Back does not go through every letter. */
  search: (text: string) => Promise<void>
}

/** The search, filter and page of the list, which are kept in the address. */
export function useListQuery(): UseListQueryReturn {
  const route = useRoute()
  const router = useRouter()
  const query = computed(() => parseListQuery(route.query))
  function address(changes: Partial<ListQuery>): RouteLocationRaw {
    const { search, status, page } = { ...query.value, page: 1, ...changes }
    return {
      path: route.path,
      query: { ...(search && { search }), ...(status && { status }), ...(page > 1 && { page }) },
    }
  }
  async function search(text: string) {
    await router.replace(address({ search: text }))
  }
  return { query, address, search }
}
