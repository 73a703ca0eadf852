import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery, type RouteLocationRaw } from 'vue-router'

/** What of the list is shown; all of it stands in the address. */
export interface ListQuery {
  readonly search: string
  /** A status on the wire, or null for all. */
  readonly status: string | null
  /** From 1. */
  readonly page: number
}

function textOf(value: LocationQuery[string] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** Read the address; what cannot be read counts as not said. */
export function parseListQuery(query: LocationQuery): ListQuery {
  const page = Number(textOf(query['page']))
  return {
    search: textOf(query['search']),
    status: textOf(query['status']) || null,
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  }
}

/** What `useListQuery` gives. */
export interface UseListQueryReturn {
  readonly query: ComputedRef<ListQuery>
  /** The address of the list with these changes; a change of filter leads to the first page. */
  address: (changes: Partial<ListQuery>) => RouteLocationRaw
  /** Look for something: replaces the address, so that Back does not go through every letter. */
  search: (text: string) => Promise<void>
}

/** The list's search, filter and page, which live in the address. */
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
