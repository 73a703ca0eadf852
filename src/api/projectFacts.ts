import { projectCountsSchema, type ProjectCounts } from '@/protocol/projectCounts'
import { templateSetPageSchema, type TemplateSet } from '@/protocol/templateSets'
import { lacksCall } from './calls/errors'
import { callApi } from './calls/http'

/*
 * What some servers say about all projects of a person. These calls throw `ApiError`, but not where a server lacks them.
 */

/** More pages than this are not fetched. */
const MAX_PAGES = 10

async function unlessMissing<T>(call: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (!lacksCall(error)) throw error
    return otherwise
  }
}

/** How many projects there are, in all and of each status; null where the server does not count them. */
export function fetchProjectCounts(): Promise<ProjectCounts | null> {
  const path = '/api/v1/projects/projects/statistics/'
  return unlessMissing(() => callApi({ method: 'GET', path, schema: projectCountsSchema }), null)
}

/** All prompt template sets; none where the server has no such sets. */
export function fetchTemplateSets(): Promise<readonly TemplateSet[]> {
  return unlessMissing(async () => {
    const sets: TemplateSet[] = []
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const path = `/api/v1/prompts/sets/${page > 1 ? `?page=${page}` : ''}`
      const found = await callApi({ method: 'GET', path, schema: templateSetPageSchema })
      sets.push(...found.sets)
      if (found.next === null) break
    }
    return sets
  }, [])
}
