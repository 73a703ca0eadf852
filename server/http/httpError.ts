import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** What is wrong with the fields of a request, by field. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>

/** The body of an error: field errors, the reason for a refusal (`error`), or any other reason (`detail`). */
export type ErrorBody = { readonly detail: string } | { readonly error: string } | FieldErrors

/** An answer that is not a success: its status and its JSON body. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  constructor(
    readonly status: ContentfulStatusCode,
    readonly body: ErrorBody,
  ) {
    super(`HTTP ${status}`)
  }
}

/** 404 with a text for the person. */
export function notFound(detail: string): HttpError {
  return new HttpError(404, { detail })
}

/** 409: what was to be changed has been changed by somebody else. */
export function conflict(error: string): HttpError {
  return new HttpError(409, { error })
}

/** 400: the project's state forbids what was asked. */
export function refused(error: string): HttpError {
  return new HttpError(400, { error })
}
