import { ApiError, type ApiErrorKind } from './errors'

function kindOf(status: number, hasFields: boolean): ApiErrorKind {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'not_found'
  if (status >= 500 || status === 408 || status === 429) return 'server'
  return hasFields ? 'invalid' : 'refused'
}

/** The server's words, under whichever of its names they come. */
function detailOf(body: Readonly<Record<string, unknown>>): string | null {
  for (const key of ['error', 'detail', 'message']) {
    const value = body[key]
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return null
}

/** Faults by field: `{"name": ["This field is required."]}`. */
function fieldsOf(body: Readonly<Record<string, unknown>>): Record<string, string[]> {
  const entries = Object.entries(body).flatMap(([field, value]): [string, string[]][] => {
    const words = Array.isArray(value) ? value.filter((word) => typeof word === 'string') : []
    return words.length > 0 ? [[field, words]] : []
  })
  return Object.fromEntries(entries)
}

/**
 * The error that an answer stands for.
 *
 * @param status an HTTP status that is not a success
 * @param body the answer's JSON, whatever it is; undefined where it was none
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
