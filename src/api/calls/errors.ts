/** Why a call failed. */
export type ApiErrorKind =
  /** The server could not be reached, or the connection broke. */
  | 'network'
  /** The server did not answer in time. */
  | 'timeout'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  /** The server rejects the input; `fields` names the faults. */
  | 'invalid'
  /** The server does not allow it in the present state; `detail` holds its reason. */
  | 'refused'
  /** The server failed, or is too busy. */
  | 'server'
  /** The answer does not match its schema. */
  | 'bad_answer'
  /** The caller aborted the call. */
  | 'cancelled'

/** What an error means for its caller. */
export interface ApiErrorMeaning {
  /** The same call may succeed a moment later. */
  readonly isRetryable: boolean
  /** The same call may succeed later without any action of the person; true for all retryable kinds. */
  readonly isPassing: boolean
  /** What was fetched before may not be shown any longer. */
  readonly isGone: boolean
  /** As the answer to a refresh token: the session is over. */
  readonly endsSession: boolean
  /** A server that lacks an endpoint may answer a call of it like this. */
  readonly isMissingEndpoint: boolean
  /** A button to try again is of use to the person. */
  readonly offersRetry: boolean
}

const PASSING = {
  isRetryable: true,
  isPassing: true,
  isGone: false,
  endsSession: false,
  isMissingEndpoint: false,
  offersRetry: true,
} satisfies ApiErrorMeaning

const REFUSAL = {
  isRetryable: false,
  isPassing: false,
  isGone: false,
  endsSession: true,
  isMissingEndpoint: false,
  offersRetry: true,
} satisfies ApiErrorMeaning

/** What each kind of error means. Everything that depends on the kind of an error is decided here. */
export const API_ERRORS = {
  network: PASSING,
  timeout: PASSING,
  server: PASSING,
  bad_answer: { ...PASSING, isRetryable: false, isMissingEndpoint: true },
  unauthorized: { ...REFUSAL, isGone: true },
  forbidden: { ...REFUSAL, isGone: true, offersRetry: false },
  not_found: { ...REFUSAL, isGone: true, isMissingEndpoint: true, offersRetry: false },
  invalid: { ...REFUSAL, offersRetry: false },
  refused: { ...REFUSAL, isMissingEndpoint: true },
  cancelled: { ...REFUSAL, endsSession: false },
} satisfies Record<ApiErrorKind, ApiErrorMeaning>

/** The fields of an `ApiError`; all but `kind` may be left out. */
export interface ApiErrorInit {
  readonly kind: ApiErrorKind
  readonly status?: number | null
  readonly detail?: string | null
  readonly fields?: Readonly<Record<string, readonly string[]>>
  readonly cause?: unknown
}

/**
 * What an answer says that a form cannot show at its fields: about the whole request, and about fields that the form
 * does not have. Null if there is nothing.
 *
 * @param shown the wire names of the form's fields
 */
export function unplacedMessage(
  { detail, fields }: Pick<ApiError, 'detail' | 'fields'>,
  shown: readonly string[],
): string | null {
  const others = Object.entries(fields).filter(([field]) => !shown.includes(field))
  const messages = [...(detail === null ? [] : [detail]), ...others.flatMap(([, texts]) => texts)]
  return messages.length > 0 ? messages.join(' ') : null
}

/** The only error that the functions of `api/` throw. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly kind: ApiErrorKind
  /** The HTTP status; null where no answer arrived. */
  readonly status: number | null
  /** The server's own message; null where it sent none. */
  readonly detail: string | null
  /** The server's messages by the wire name of the field, such as `original_topic`. */
  readonly fields: Readonly<Record<string, readonly string[]>>

  constructor({ kind, status = null, detail = null, fields = {}, cause }: ApiErrorInit) {
    super(detail ?? kind, { cause })
    this.kind = kind
    this.status = status
    this.detail = detail
    this.fields = fields
  }
}

/** Whether a call failed because the server has no such call. */
export function lacksCall(error: unknown): boolean {
  return error instanceof ApiError && (error.kind === 'not_found' || error.status === 405)
}
