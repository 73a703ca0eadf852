import { API_BASE_URL, SSE_PATH } from '@/env'
import type { FollowedStream, StreamListener } from '@/worker/page/hubClient'
import { pageHub } from './session/pageHub'

/**
 * Make the stream of all stages of a project. It stays open until it is closed, also between runs, and is shared with
 * the other tabs.
 */
export function createProjectStream(projectId: string, listener: StreamListener): FollowedStream {
  const url = `${API_BASE_URL}${SSE_PATH}/projects/${encodeURIComponent(projectId)}/`
  return pageHub().stream({ url }, listener)
}
