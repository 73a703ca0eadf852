import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { ApiError } from '@/api/calls/errors'
import { fetchProjectCounts, fetchTemplateSets } from '@/api/projectFacts'
import type { ProjectCounts } from '@/protocol/projectCounts'
import type { TemplateSet } from '@/protocol/templateSets'

/** What some servers say about all projects of a person. */
export const useProjectFactsStore = defineStore('projectFacts', () => {
  const counts = shallowRef<ProjectCounts | null>(null)
  const templateSets = shallowRef<readonly TemplateSet[]>([])
  let offersCounts = true
  return {
    /** How many projects there are; null while that is not known. */
    counts,
    /** The sets of prompts that a project can be made with; none where the server has no such sets. */
    templateSets,
    /** Count the projects anew. A server that does not count them is asked once. */
    async loadCounts(): Promise<void> {
      if (!offersCounts) return
      try {
        counts.value = await fetchProjectCounts()
        offersCounts = counts.value !== null
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        counts.value = null // The page says nothing rather than something old.
      }
    },
    /** Fetch the sets of prompts anew. @throws {ApiError} */
    async loadTemplateSets(): Promise<readonly TemplateSet[]> {
      templateSets.value = await fetchTemplateSets()
      return templateSets.value
    },
  }
})
