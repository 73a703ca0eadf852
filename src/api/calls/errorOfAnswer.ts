import { ApiError, type ApiErrorKind } from './errors'

function kindOf(status: number, hasFields: boolean): ApiErrorKind {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'not_found'
  if (status >= 500 || status === 408 || status === 429) return 'server'
  return hasFields ? 'invalid' : 'refused'
}

/** Keys of what is said about the whole request; servers use several. Any other key is the name of a field. */
const WHOLE = ['error', 'detail', 'message', 'non_field_errors', '__all__']

/** The messages in a value: a text, or a list of texts. */
function messagesIn(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value]
  return all.filter((one) => typeof one === 'string').filter((one) => one.trim() !== '')
}

/** The server's message about the whole request; null if there is none. */
function detailOf(body: Readonly<Record<string, unknown>>): string | null {
  return WHOLE.map((key) => messagesIn(body[key]).join(' ')).find((text) => text !== '') ?? null
}

/** The messages by field, from an answer such as `{"name": ["This field is required."]}`. */
function fieldsOf(body: Readonly<Record<string, unknown>>): Record<string, string[]> {
  const entries = Object.entries(body).flatMap(([field, value]): [string, string[]][] => {
    const messages = Array.isArray(value) && !WHOLE.includes(field) ? messagesIn(value) : []
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
