import { API_BASE_URL, SSE_PATH } from '@/env'
import {
  createHubClient,
  type FollowedStream,
  type HubClient,
  type StreamListener,
} from '@/worker/page/hubClient'
import { accessToken, onSessionChange, refreshSession } from './session/session'

let client: HubClient | null = null

/** The page's one way to the streams, made when the first of them is wanted. */
function hubClient(): HubClient {
  client ??= createHubClient({
    token: accessToken,
    refresh: refreshSession,
    onChange: onSessionChange,
  })
  return client
}

/**
 * The stream of all stages of a project, kept open until it is closed, and shared with the other tabs. After the end
 * of a run it is opened again for the next one.
 */
export function createProjectStream(projectId: string, listener: StreamListener): FollowedStream {
  const url = `${API_BASE_URL}${SSE_PATH}/projects/${encodeURIComponent(projectId)}/`
  return hubClient().stream(url, listener)
}
