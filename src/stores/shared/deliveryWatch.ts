import { steadyNow } from '@/platform/steadyClock'

/** How changes of a project reach the page. */
export type Delivery =
  | { readonly by: 'stream' }
  | {
      readonly by: 'polling'
      /**
       * `blocked`: the server answers calls, but its stream does not arrive; `capped`: other tabs use all the streams
       * that may be open; `single`: while a stream is open the server answers no calls; `unloaded`: the code that reads
       * streams could not be loaded, so that only a reload helps.
       */
      readonly reason: 'blocked' | ImposedReason
    }

/** Why the page polls although nothing is wrong with the stream. */
export type ImposedReason = 'capped' | 'single' | 'unloaded'

/** A stream sends its first bytes, at least `connected`, within this time. */
const FIRST_BYTE_MS = 5_000
/** A change in a snapshot may belong to a message that arrived up to this long before. */
const LEAD_MS = 5_000
/** A message may arrive this long after a snapshot has shown its change. */
const GRACE_MS = 2_000

/** Receives the decisions of a delivery watch. */
export interface DeliveryWatchOptions {
  readonly onDelivery: (delivery: Delivery) => void
  /** A snapshot is needed, to see whether the server answers calls. */
  readonly onDoubt: () => void
}

/** Watches whether the stream delivers what the server knows. */
export interface DeliveryWatch {
  /** Bytes are expected from now on: a stream is being opened or has just opened. */
  readonly expect: () => void
  /** A stream has opened. Changes from before are not counted against it. */
  readonly opened: () => void
  /** Something has arrived by the stream. `message`: more than `connected` or a heartbeat. */
  readonly received: (sign: 'byte' | 'message') => void
  /** A snapshot has arrived. `hasAdvanced`: it shows a run that is further than the known state. */
  readonly answered: (requestedAt: number, hasAdvanced: boolean) => void
  /** Poll for this reason, whatever the stream delivers; null: no longer. */
  readonly impose: (reason: ImposedReason | null) => void
  readonly stop: () => void
}

/**
 * Make a watch. A stream counts as blocked if the server answers calls, but the stream delivers nothing at all, or no
 * message while the run advances. Possible causes are buffering proxies, firewalls, and broken publishers. The watch
 * trusts the stream again when it delivers the missing messages.
 */
export function createDeliveryWatch(options: DeliveryWatchOptions): DeliveryWatch {
  let delivery: Delivery = { by: 'stream' }
  let imposed: ImposedReason | null = null
  /** What must arrive before the stream is trusted again. */
  let missing: 'byte' | 'message' | null = null
  let expectedSince: number | null = null
  let answeredAt = -Infinity
  let lastMessageAt = -Infinity
  /** Whether a snapshot has covered the time without a stream. */
  let isCaughtUp = false
  let firstByte: ReturnType<typeof setTimeout> | undefined
  let grace: ReturnType<typeof setTimeout> | undefined

  function decide() {
    const reason = imposed ?? (missing === null ? null : 'blocked')
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
    if (expectedSince === null || steadyNow() - expectedSince < FIRST_BYTE_MS) return
    if (answeredAt >= expectedSince) miss('byte')
    else options.onDoubt()
  }

  function expect() {
    if (expectedSince !== null || imposed !== null) return
    expectedSince = steadyNow()
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
    received(sign) {
      clearTimeout(firstByte)
      expectedSince = null
      if (sign === 'message') {
        lastMessageAt = steadyNow()
        clearTimeout(grace)
      }
      if (missing === 'byte' || sign === 'message') missing = null
      decide()
    },
    answered(requestedAt, hasAdvanced) {
      answeredAt = requestedAt
      const wasSilent = isCaughtUp && lastMessageAt < requestedAt - LEAD_MS
      isCaughtUp = true
      if (imposed !== null) return
      if (expectedSince !== null) judgeFirstByte()
      else if (hasAdvanced && wasSilent && missing === null) {
        clearTimeout(grace)
        grace = setTimeout(() => miss('message'), GRACE_MS)
      }
    },
    impose(next) {
      if (imposed === next) return
      imposed = next
      missing = null
      rest()
      decide()
    },
    stop: rest,
  }
}
