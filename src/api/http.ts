import * as v from 'valibot'
import { API_BASE_URL } from '@/env'
import { errorOfAnswer } from './errorOfAnswer'
import { ApiError } from './errors'

/** A call that takes longer than this is given up, in milliseconds. */
const TIME_LIMIT_MS = 15_000
/** How often a reading call is tried again. */
const READ_RETRIES = 2
/** The wait before the first repetition, doubled for each further one, plus jitter of the same size. */
const RETRY_WAIT_MS = 400

/** One call of the API. */
export interface ApiCall<S extends v.GenericSchema> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Path below the origin of the API, beginning with `/api`. */
  readonly path: string
  readonly body?: unknown
  /** What the answer must look like. */
  readonly schema: S
  readonly signal?: AbortSignal
  /** Let the call outlive the page. */
  readonly keepalive?: boolean
}

/** The headers of every call: the language of the server's words is that of the page. */
function headersOf(call: Pick<ApiCall<v.GenericSchema>, 'body'>): Record<string, string> {
  const language = typeof document === 'undefined' ? '' : document.documentElement.lang
  return {
    Accept: 'application/json',
    ...(language !== '' && { 'Accept-Language': language }),
    ...(call.body !== undefined && { 'Content-Type': 'application/json' }),
  }
}

/** The answer's JSON; null where there is none to read, undefined where it is not JSON. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return undefined // an error page, say: the status tells more than its words
  }
}

/** Why no answer came. */
function errorOfFailure(cause: unknown, call: ApiCall<v.GenericSchema>): ApiError {
  if (call.signal?.aborted) return new ApiError({ kind: 'cancelled', cause })
  const isTimeout = cause instanceof DOMException && cause.name === 'TimeoutError'
  return new ApiError({ kind: isTimeout ? 'timeout' : 'network', cause })
}

async function attemptCall<S extends v.GenericSchema>(call: ApiCall<S>): Promise<v.InferOutput<S>> {
  const limit = AbortSignal.timeout(TIME_LIMIT_MS)
  let response: Response
  let json: unknown
  try {
    response = await fetch(API_BASE_URL + call.path, {
      method: call.method,
      headers: headersOf(call),
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      signal: call.signal ? AbortSignal.any([call.signal, limit]) : limit,
      keepalive: call.keepalive ?? false,
    })
    json = await readJson(response)
  } catch (cause) {
    throw errorOfFailure(cause, call)
  }
  if (!response.ok) throw errorOfAnswer(response.status, json)
  const result = v.safeParse(call.schema, json)
  if (result.success) return result.output
  throw new ApiError({ kind: 'bad_answer', status: response.status, cause: new v.ValiError(result.issues) })
}

function isWorthRepeating(error: unknown): boolean {
  return error instanceof ApiError && ['network', 'timeout', 'server'].includes(error.kind)
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
 * Call the API. Each attempt has a time limit; a reading call is repeated where the network or the server failed.
 *
 * @returns the answer, checked against the schema
 * @throws {ApiError}
 */
export async function callApi<S extends v.GenericSchema>(call: ApiCall<S>): Promise<v.InferOutput<S>> {
  const retries = call.method === 'GET' ? READ_RETRIES : 0
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await attemptCall(call)
    } catch (error) {
      if (attempt >= retries || !isWorthRepeating(error)) throw error
      await pause(RETRY_WAIT_MS * 2 ** attempt * (1 + Math.random()), call.signal)
    }
  }
}
