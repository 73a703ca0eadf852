import type * as v from 'valibot'
import { API_ERRORS, ApiError } from './errors'
import { sendCall, type ApiCall } from './request'
import { accessToken, freshAccessToken, refreshSession } from '../session/session'

/** How often a reading call is tried again. */
const READ_RETRIES = 2
/** The wait before the first repetition, doubled for each further one, plus jitter of the same size. */
const RETRY_WAIT_MS = 400

/**
 * Call the API without repeating a failed call. Only when access has run out, it is sent once more with new access.
 *
 * @throws {ApiError}
 */
export async function callApiOnce<S extends v.GenericSchema>(call: ApiCall<S>): Promise<v.InferOutput<S>> {
  // What is sent while the page goes away cannot wait for anything.
  const token = call.keepalive ? accessToken() : await freshAccessToken()
  try {
    return await sendCall(call, token)
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== 'unauthorized') throw error
    if (!(await refreshSession(token))) throw error
    return await sendCall(call, accessToken())
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof ApiError && API_ERRORS[error.kind].isRetryable
}

/** Wait, or less where the caller gives up. */
function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, delayMs)
    signal?.addEventListener('abort', finish)
  })
}

/**
 * Call the API. Each attempt has a time limit; a reading call is repeated where the network or the server failed, and
 * any call once where the server wants new access and has given it.
 *
 * @returns the answer, checked against the schema
 * @throws {ApiError}
 */
export async function callApi<S extends v.GenericSchema>(call: ApiCall<S>): Promise<v.InferOutput<S>> {
  const retries = call.method === 'GET' ? READ_RETRIES : 0
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await callApiOnce(call)
    } catch (error) {
      if (attempt >= retries || !isRetryable(error)) throw error
      await pause(RETRY_WAIT_MS * 2 ** attempt * (1 + Math.random()), call.signal)
    }
  }
}
