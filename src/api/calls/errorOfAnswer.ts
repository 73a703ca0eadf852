import { ApiError, type ApiErrorKind } from './errors'

function kindOf(status: number, hasFields: boolean): ApiErrorKind {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'not_found'
  if (status >= 500 || status === 408 || status === 429) return 'server'
  return hasFields ? 'invalid' : 'refused'
}

/** The server's message; servers use several keys for it. */
function detailOf(body: Readonly<Record<string, unknown>>): string | null {
  for (const key of ['error', 'detail', 'message']) {
    const value = body[key]
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return null
}

/** The messages by field, from an answer such as `{"name": ["This field is required."]}`. */
function fieldsOf(body: Readonly<Record<string, unknown>>): Record<string, string[]> {
  const entries = Object.entries(body).flatMap(([field, value]): [string, string[]][] => {
    const messages = Array.isArray(value) ? value.filter((message) => typeof message === 'string') : []
    return messages.length > 0 ? [[field, messages]] : []
  })
  return Object.fromEntries(entries)
}

/**
 * Turn an answer into an error.
 *
 * @param status an HTTP status that is not a success
 * @param body the answer's JSON; undefined if it was not JSON
 */
export function errorOfAnswer(status: number, body: unknown): ApiError {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return new ApiError({ kind: kindOf(status, false), status })
  }
  const answer = body as Readonly<Record<string, unknown>>
  const fields = fieldsOf(answer)
  const hasFields = Object.keys(fields).length > 0
  return new ApiError({ kind: kindOf(status, hasFields), status, detail: detailOf(answer), fields })
}
