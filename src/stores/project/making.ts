import { fetchSnapshot } from '@/api/projects'

/**
 * A project as the server writes it, with all that the server says about how its parts were made. It is fetched when a
 * person asks: the run needs none of it.
 *
 * @throws {ApiError} if the call fails, or `cancelled` once the signal is aborted
 */
export async function fetchMaking(projectId: string, signal: AbortSignal): Promise<unknown> {
  return (await fetchSnapshot(projectId, signal)).wire
}
