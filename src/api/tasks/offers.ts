import * as v from 'valibot'
import { API_ERRORS, ApiError } from '../calls/errors'
import { callApi } from '../calls/http'

/**
 * Whether the server has this address. Nothing is opened or started.
 *
 * @throws {ApiError} if that cannot be told for now
 */
export async function isOffered(path: string): Promise<boolean> {
  try {
    await callApi({ method: 'HEAD', path, schema: v.null() })
    return true
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    // A server may have the address and refuse the method.
    if (error.status === 405) return true
    if (API_ERRORS[error.kind].isMissingEndpoint) return false
    throw error
  }
}
