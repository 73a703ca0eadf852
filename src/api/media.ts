import { noteHeard } from '@/platform/contact'
import { errorOfAnswer } from './calls/errorOfAnswer'
import { errorOfFailure } from './calls/request'

/**
 * Fetch a media file of a project, such as a clip. The address comes from a snapshot, which has no unsafe ones.
 *
 * @throws {ApiError} `cancelled` once the signal is aborted; `network` also where the file's host does not let pages read it
 */
export async function fetchMedia(url: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response
  try {
    response = await fetch(url, { signal })
    noteHeard()
    if (response.ok) return new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    throw errorOfFailure(cause, signal)
  }
  throw errorOfAnswer(response.status, undefined)
}
