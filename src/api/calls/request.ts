import * as v from 'valibot'
import { noteHeard, noteMissed } from '@/platform/contact'
import { API_BASE_URL } from '@/env'
import { errorOfAnswer } from './errorOfAnswer'
import { ApiError } from './errors'

/** The time limit of a call, in milliseconds. */
const TIME_LIMIT_MS = 15_000

/** One call of the API. */
export interface ApiCall<S extends v.GenericSchema> {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE'
  /** Path below the origin of the API, beginning with `/api`. */
  readonly path: string
  /** Sent as JSON, a form as a form. */
  readonly body?: unknown
  /** The schema of the answer. */
  readonly schema: S
  readonly signal?: AbortSignal
  /** Called each time the request is sent. */
  readonly onSend?: () => void
  /** Whether the call outlives the page. */
  readonly keepalive?: boolean
  /** The time limit in place of the usual one, in milliseconds. */
  readonly limitMs?: number | undefined
}

/**
 * The headers of a call. The server's messages are in the language of the page. The access token is only ever in a
 * header, never in a URL.
 */
function headersOf(
  call: Pick<ApiCall<v.GenericSchema>, 'body'>,
  accessToken: string | null,
): Record<string, string> {
  const language = typeof document === 'undefined' ? '' : document.documentElement.lang
  return {
    Accept: 'application/json',
    ...(language !== '' && { 'Accept-Language': language }),
    // A form brings its own type, with its boundary.
    ...(call.body !== undefined &&
      !(call.body instanceof FormData) && { 'Content-Type': 'application/json' }),
    ...(accessToken !== null && { Authorization: `Bearer ${accessToken}` }),
  }
}

/** The answer's JSON; null if the body is empty, undefined if it is not JSON. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return undefined // an error page, for example: the status says enough
  }
}

/** The error of a request that got no answer. `signal`: the caller's own. */
export function errorOfFailure(cause: unknown, signal: AbortSignal | undefined): ApiError {
  if (signal?.aborted) return new ApiError({ kind: 'cancelled', cause })
  noteMissed()
  const isTimeout = cause instanceof DOMException && cause.name === 'TimeoutError'
  return new ApiError({ kind: isTimeout ? 'timeout' : 'network', cause })
}

/**
 * Make a call once, with the time limit.
 *
 * @param accessToken null to send none
 * @returns the answer, checked against the schema
 * @throws {ApiError}
 */
export async function sendCall<S extends v.GenericSchema>(
  call: ApiCall<S>,
  accessToken: string | null,
): Promise<v.InferOutput<S>> {
  const limit = AbortSignal.timeout(call.limitMs ?? TIME_LIMIT_MS)
  let response: Response
  let json: unknown
  call.onSend?.()
  try {
    response = await fetch(API_BASE_URL + call.path, {
      method: call.method,
      headers: headersOf(call, accessToken),
      ...(call.body !== undefined && {
        body: call.body instanceof FormData ? call.body : JSON.stringify(call.body),
      }),
      signal: call.signal ? AbortSignal.any([call.signal, limit]) : limit,
      keepalive: call.keepalive ?? false,
    })
    noteHeard()
    json = await readJson(response)
  } catch (cause) {
    throw errorOfFailure(cause, call.signal)
  }
  if (!response.ok) throw errorOfAnswer(response.status, json)
  const result = v.safeParse(call.schema, json)
  if (result.success) return result.output
  throw new ApiError({ kind: 'bad_answer', status: response.status, cause: new v.ValiError(result.issues) })
}
