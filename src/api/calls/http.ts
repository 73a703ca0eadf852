import type * as v from 'valibot'
import { pageSession } from '../session/pageSession'
import type { Session } from '../session/session'
import { API_ERRORS, ApiError } from './errors'
import { pause } from './pause'
import { sendCall, type ApiCall } from './request'

/** How often a failed GET is repeated. */
const READ_RETRIES = 2
/** The wait before the first repetition, doubled for each further one, plus jitter of the same size. */
const RETRY_WAIT_MS = 400

/** Makes a call and checks the answer against its schema. Throws `ApiError`. */
type CallApi = <S extends v.GenericSchema>(call: ApiCall<S>) => Promise<v.InferOutput<S>>

/** The ways to call the API. Each attempt has a time limit. */
export interface Api {
  /** Call without repeating a failure; only a call with expired access is sent once more with new access. */
  readonly callApiOnce: CallApi
  /** The same, but a GET is repeated twice when the network or the server fails. */
  readonly callApi: CallApi
}

function isRetryable(error: unknown): boolean {
  return error instanceof ApiError && API_ERRORS[error.kind].isRetryable
}

/** Make calls with the access of a session. */
export function createApi(session: Session): Api {
  const callApiOnce: CallApi = async (call) => {
    // A call that outlives the page cannot wait for new access.
    const token = call.keepalive ? session.accessToken() : await session.freshAccessToken()
    try {
      return await sendCall(call, token)
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind !== 'unauthorized') throw error
      if (!(await session.refresh(token))) throw error
      return await sendCall(call, session.accessToken())
    }
  }

  const callApi: CallApi = async (call) => {
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
  return { callApiOnce, callApi }
}

/** The calls of this page. */
export const { callApiOnce, callApi } = createApi(pageSession)
