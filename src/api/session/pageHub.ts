import { createHubClient, type HubClient } from '@/worker/page/hubClient'
import { pageSession } from './pageSession'

let client: HubClient | null = null

/** The page's client of the hub, made for the first stream. */
export function pageHub(): HubClient {
  client ??= createHubClient({
    token: pageSession.accessToken,
    refresh: pageSession.refresh,
    onChange: pageSession.onChange,
  })
  return client
}
