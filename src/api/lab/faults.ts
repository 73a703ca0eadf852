import * as v from 'valibot'
import { faultListSchema } from '@/protocol/faultList'
import { API_ERRORS, ApiError } from '../calls/errors'
import { callApi } from '../calls/http'

/*
 * Misbehaviour that the embedded studio can be asked for, where it was started with `FAULTS=on`.
 */

const PATH = '/api/v1/faults/'

/** A fault as the studio is asked for it. */
export interface FaultRequest {
  readonly fault: string
  readonly stage?: string
  readonly times?: number
  readonly ms?: number
  readonly bytes?: number
}

/**
 * Ask which faults the backend offers.
 *
 * @returns null where it offers none: it is another backend, or it was started without them
 * @throws {ApiError} where it could not be found out
 */
export async function fetchFaults(): Promise<readonly string[] | null> {
  try {
    return (await callApi({ method: 'GET', path: PATH, schema: faultListSchema })).faults
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (API_ERRORS[error.kind].isMissingEndpoint) return null
    throw error
  }
}

/** Ask for a fault of one project. */
export async function requestFault(projectId: string, request: FaultRequest): Promise<void> {
  await callApi({
    method: 'POST',
    path: PATH,
    body: { ...request, project_id: projectId },
    schema: v.unknown(),
  })
}
