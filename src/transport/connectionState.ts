/** Why a connection is not open. */
export type ConnectionFault =
  /** The host could not be reached, or the connection broke. */
  | 'network'
  /** Nothing arrived for longer than the server's heartbeat interval allows. */
  | 'silent'
  /** The server closed the stream although the run was not over. */
  | 'ended'
  | 'server'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  /** The answer is not `text/event-stream`. */
  | 'not_a_stream'
  | 'frame_too_large'

/**
 * The state of a connection. Times are milliseconds since the epoch by this machine's clock.
 *
 * From the first fault until the stream is open again the state is `waiting`, also during an attempt (`retryAt` is
 * then in the past): a person sees one interruption with one start.
 */
export type ConnectionState =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting'; readonly attempt: number }
  | {
      readonly status: 'open'
      readonly since: number
      /** The host did not answer a request with `Authorization`, so the stream is read without it. */
      readonly withoutAuthorization?: true
    }
  | {
      readonly status: 'waiting'
      /** The number of attempts that failed in a row. */
      readonly attempt: number
      /** When the interruption started. */
      readonly since: number
      readonly retryAt: number
      readonly fault: ConnectionFault
    }
  /** Given up because of `fault`; null if this side closed it, or the server ended it for good (204). */
  | { readonly status: 'closed'; readonly fault: ConnectionFault | null }
