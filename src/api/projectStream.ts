import { API_BASE_URL, SSE_PATH } from '@/env'
import {
  createHubClient,
  type FollowedStream,
  type HubClient,
  type StreamListener,
} from '@/worker/page/hubClient'
import { pageSession } from './session/pageSession'

let client: HubClient | null = null

/** The page's client of the hub, made for the first stream. */
function hubClient(): HubClient {
  client ??= createHubClient({
    token: pageSession.accessToken,
    refresh: pageSession.refresh,
    onChange: pageSession.onChange,
  })
  return client
}

/**
 * Make the stream of all stages of a project. It stays open until it is closed, also between runs, and is shared with
 * the other tabs.
 */
export function createProjectStream(projectId: string, listener: StreamListener): FollowedStream {
  const url = `${API_BASE_URL}${SSE_PATH}/projects/${encodeURIComponent(projectId)}/`
  return hubClient().stream(url, listener)
}
