/** How news of a project reaches the page. */
export type Delivery =
  | { readonly by: 'stream' }
  | {
      readonly by: 'polling'
      /**
       * `blocked`: the server answers calls, but its stream does not come through; `capped`: other tabs have all the
       * streams that may be open.
       */
      readonly reason: 'blocked' | 'capped'
    }

/** A stream that is to be open has said something after this time, `connected` at least. */
const FIRST_BYTE_MS = 5_000
/** After a message this long, what a snapshot shows in addition may still be what it was about. */
const LEAD_MS = 5_000
/** A message about what a snapshot has shown may be this late. */
const GRACE_MS = 2_000

/** What a delivery watch decides. */
export interface DeliveryWatchOptions {
  readonly onDelivery: (delivery: Delivery) => void
  /** Whether the server answers calls has to be known: look at a snapshot. */
  readonly onDoubt: () => void
}

/** Watches whether the stream tells what the server knows. */
export interface DeliveryWatch {
  /** From now on a sign of life is expected: a stream is being opened, or is open since now. */
  readonly expect: () => void
  /** A stream is open, the first or a later one: what was missed meanwhile is not its fault. */
  readonly opened: () => void
  /** Something has come by the stream. `message`: more than its greeting or a heartbeat. */
  readonly heard: (sign: 'byte' | 'message') => void
  /** The server has answered with a snapshot. `hasAdvanced`: it shows that the run has gone on further than was known. */
  readonly answered: (requestedAt: number, hasAdvanced: boolean) => void
  readonly setCapped: (isCapped: boolean) => void
  readonly stop: () => void
}

/**
 * Make a watch. A stream is taken for blocked where calls are answered and either nothing at all comes by it, or the
 * run goes on without a word: proxies that buffer, firewalls, a broken publisher. Each is over when the stream does
 * what it had failed to do.
 */
export function createDeliveryWatch(options: DeliveryWatchOptions): DeliveryWatch {
  let delivery: Delivery = { by: 'stream' }
  let isCapped = false
  /** What has to come before the stream is trusted again. */
  let missing: 'byte' | 'message' | null = null
  let expectedSince: number | null = null
  let answeredAt = -Infinity
  let lastMessageAt = -Infinity
  /** Whether what was missed while there was no stream has been made up for by a snapshot. */
  let isCaughtUp = false
  let firstByte: ReturnType<typeof setTimeout> | undefined
  let grace: ReturnType<typeof setTimeout> | undefined

  function decide() {
    const reason = isCapped ? 'capped' : missing === null ? null : 'blocked'
    const next: Delivery = reason === null ? { by: 'stream' } : { by: 'polling', reason }
    if ('reason' in delivery ? delivery.reason === reason : reason === null) return
    delivery = next
    options.onDelivery(next)
  }

  function miss(what: 'byte' | 'message') {
    missing = what
    decide()
  }

  function judgeFirstByte() {
    if (expectedSince === null || Date.now() - expectedSince < FIRST_BYTE_MS) return
    if (answeredAt >= expectedSince) miss('byte')
    else options.onDoubt()
  }

  function expect() {
    if (expectedSince !== null || isCapped) return
    expectedSince = Date.now()
    clearTimeout(firstByte)
    firstByte = setTimeout(judgeFirstByte, FIRST_BYTE_MS)
  }

  function rest() {
    clearTimeout(firstByte)
    clearTimeout(grace)
    expectedSince = null
    isCaughtUp = false
  }

  return {
    expect,
    opened() {
      isCaughtUp = false
      expect()
    },
    heard(sign) {
      clearTimeout(firstByte)
      expectedSince = null
      if (sign === 'message') {
        lastMessageAt = Date.now()
        clearTimeout(grace)
      }
      if (missing === 'byte' || sign === 'message') missing = null
      decide()
    },
    answered(requestedAt, hasAdvanced) {
      answeredAt = requestedAt
      const isUntold = isCaughtUp && lastMessageAt < requestedAt - LEAD_MS
      isCaughtUp = true
      if (isCapped) return
      if (expectedSince !== null) judgeFirstByte()
      else if (hasAdvanced && isUntold && missing === null) {
        clearTimeout(grace)
        grace = setTimeout(() => miss('message'), GRACE_MS)
      }
    },
    setCapped(next) {
      if (isCapped === next) return
      isCapped = next
      missing = null
      rest()
      expect()
      decide()
    },
    stop: rest,
  }
}
