import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { ApiError } from '@/api/calls/errors'
import { fetchProjectPage } from '@/api/projectList'
import type { ProjectRow } from '@/protocol/projectRows'

/** Projects that are searched for from anywhere, beside the list and its filters. */
export const useProjectSearchStore = defineStore('projectSearch', () => {
  const found = shallowRef<readonly ProjectRow[]>([])
  const hasFailed = shallowRef(false)
  let controller: AbortController | null = null
  return {
    /** The first projects that match the last search; all the newest for a blank one. */
    found,
    /** Whether the last search could not be answered. */
    hasFailed,
    /** Search, instead of a search that is on its way. */
    async search(text: string): Promise<void> {
      controller?.abort()
      const mine = (controller = new AbortController())
      try {
        const page = await fetchProjectPage({ search: text, status: null, page: 1 }, mine.signal)
        if (mine !== controller) return
        found.value = page.results
        hasFailed.value = false
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (mine === controller) hasFailed.value = true
      }
    },
  }
})
