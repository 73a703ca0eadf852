import { noteHeard, noteMissed } from '@/platform/contact'
import { errorOfAnswer } from './calls/errorOfAnswer'
import { ApiError } from './calls/errors'

/**
 * Fetch a media file of a project, such as a clip. The address comes from a snapshot, which has no unsafe ones.
 *
 * @throws {ApiError} `cancelled` once the signal is aborted; `network` also where the file's host does not let pages read it
 */
export async function fetchMedia(url: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response
  try {
    response = await fetch(url, { signal })
    if (response.ok) {
      const bytes = new Uint8Array(await response.arrayBuffer())
      noteHeard()
      return bytes
    }
  } catch (cause) {
    if (signal.aborted) throw new ApiError({ kind: 'cancelled', cause })
    noteMissed()
    throw new ApiError({ kind: 'network', cause })
  }
  throw errorOfAnswer(response.status, undefined)
}
