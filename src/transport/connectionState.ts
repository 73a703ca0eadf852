/** Why a connection is not open. */
export type ConnectionFault =
  /** The host could not be reached, or the stream was cut. */
  | 'network'
  /** Nothing was heard for longer than the server's heartbeats allow. */
  | 'silent'
  /** The server closed the stream without saying that the run is over. */
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
 * From the first fault until the stream is open again the state is `waiting`, also while an attempt is under way
 * (`retryAt` is then past): a person sees one interruption with one beginning.
 */
export type ConnectionState =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting'; readonly attempt: number }
  | {
      readonly status: 'open'
      readonly since: number
      /** Where the host will not be asked with `Authorization`, so that the stream is read without it. */
      readonly withoutAuthorization?: true
    }
  | {
      readonly status: 'waiting'
      /** Attempts that have failed in a row. */
      readonly attempt: number
      /** When the trouble began. */
      readonly since: number
      readonly retryAt: number
      readonly fault: ConnectionFault
    }
  /** Given up, or closed by this side (`fault` null). */
  | { readonly status: 'closed'; readonly fault: ConnectionFault | null }
