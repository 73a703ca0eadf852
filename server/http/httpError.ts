import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** An answer that is not a success: its status and its JSON body. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  constructor(
    readonly status: ContentfulStatusCode,
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(`HTTP ${status}`)
  }
}

/** 404, in the words given. */
export function notFound(detail: string): HttpError {
  return new HttpError(404, { detail })
}

/** 400: the state of the project forbids what was asked. */
export function refused(error: string): HttpError {
  return new HttpError(400, { error })
}
