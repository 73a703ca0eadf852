import * as v from 'valibot'
import { faultListSchema } from '@/protocol/faultList'
import { API_ERRORS, ApiError } from '../calls/errors'
import { callApi } from '../calls/http'

/*
 * Faults that the embedded studio injects on request, if it was started with `FAULTS=on`.
 */

const PATH = '/api/v1/faults/'

/** A request for one fault. */
export interface FaultRequest {
  readonly fault: string
  readonly stage?: string
  readonly times?: number
  readonly ms?: number
  readonly bytes?: number
}

/**
 * Fetch the names of the faults that the backend offers.
 *
 * @returns null if it offers none: it is another backend, or faults are off
 * @throws {ApiError} if the backend could not be asked
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

/** Inject a fault into one project. */
export async function requestFault(projectId: string, request: FaultRequest): Promise<void> {
  await callApi({
    method: 'POST',
    path: PATH,
    body: { ...request, project_id: projectId },
    schema: v.unknown(),
  })
}
