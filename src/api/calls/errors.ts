/** What stood in the way of a call: the network, the clock, the server's answer, or the caller's own cancel. */
export type ApiErrorKind =
  | 'network'
  | 'timeout'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  /** The input has faults, named by field. */
  | 'invalid'
  /** The state forbids it; `detail` holds the server's reason. */
  | 'refused'
  | 'server'
  /** The answer does not have the promised shape. */
  | 'bad_answer'
  | 'cancelled'

/** What an `ApiError` is made of. */
export interface ApiErrorInit {
  readonly kind: ApiErrorKind
  readonly status?: number | null
  readonly detail?: string | null
  readonly fields?: Readonly<Record<string, readonly string[]>>
  readonly cause?: unknown
}

/** The one error that every function of `api/` throws. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly kind: ApiErrorKind
  /** The HTTP status, or null where no answer came. */
  readonly status: number | null
  /** The server's own words, or null where it had none. */
  readonly detail: string | null
  /** Faults by the wire name of the field (`original_topic`), in the server's words. */
  readonly fields: Readonly<Record<string, readonly string[]>>

  constructor({ kind, status = null, detail = null, fields = {}, cause }: ApiErrorInit) {
    super(detail ?? kind, { cause })
    this.kind = kind
    this.status = status
    this.detail = detail
    this.fields = fields
  }
}
