import { API_ERRORS, ApiError } from '@/api/calls/errors'
import { steadyNow } from '@/platform/steadyClock'

/** Requests are sent at least this far apart: a second as the server sees it, with room for delays on the way. */
const INTERVAL_MS = 1_050
/** The wait after a failure, doubled for each further one. */
const RETRY_WAIT_MS = 1_000
const MAX_RETRY_WAIT_MS = 30_000

/** How a snapshot loop fetches, and who receives the result. */
export interface SnapshotLoopOptions<T> {
  /** Make one attempt. `onSend`: to be called when the request is really sent, if that is later than the call. */
  readonly fetch: (signal: AbortSignal, onSend: () => void) => Promise<T>
  /** `requestedAt`: when the fetch began, milliseconds since the epoch. */
  readonly onSnapshot: (snapshot: T, requestedAt: number) => void
  readonly onError: (error: ApiError) => void
}

/** Fetches snapshots: one at a time, at most one a second, however often one is requested. */
export interface SnapshotLoop {
  /**
   * Request a snapshot, to be fetched in `delayMs` at the latest. An earlier request takes precedence.
   *
   * @returns settles when a snapshot that was fetched after this call has been applied or has failed; never rejects
   */
  readonly request: (delayMs?: number) => Promise<void>
  readonly stop: () => void
}

/** Make a loop; nothing is fetched before the first request. A passing failure is reported and repeated with backoff. */
export function createSnapshotLoop<T>(options: SnapshotLoopOptions<T>): SnapshotLoop {
  let controller: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let dueAt = Infinity
  let lastSentAt = -Infinity
  let failures = 0
  let isStopped = false
  let waiters: (() => void)[] = []

  function noteSent() {
    lastSentAt = steadyNow()
  }

  function schedule(delayMs: number) {
    dueAt = Math.min(dueAt, steadyNow() + delayMs)
    plan()
  }

  function plan() {
    if (timer !== null) clearTimeout(timer)
    timer = null
    // While a fetch is in flight, its end plans the next one.
    if (controller !== null || isStopped || dueAt === Infinity) return
    timer = setTimeout(() => void start(), Math.max(dueAt, lastSentAt + INTERVAL_MS) - steadyNow())
  }

  async function start() {
    const mine = (controller = new AbortController())
    const settled = waiters
    waiters = []
    dueAt = Infinity
    noteSent()
    await attempt(mine.signal, steadyNow())
    for (const settle of settled) settle()
    controller = null
    plan()
  }

  async function attempt(signal: AbortSignal, requestedAt: number) {
    try {
      const snapshot = await options.fetch(signal, noteSent)
      failures = 0
      if (!isStopped) options.onSnapshot(snapshot, requestedAt)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (isStopped) return
      if (API_ERRORS[error.kind].isPassing)
        schedule(Math.min(MAX_RETRY_WAIT_MS, RETRY_WAIT_MS * 2 ** failures))
      failures += 1
      options.onError(error)
    }
  }

  return {
    request(delayMs = 0) {
      if (isStopped) return Promise.resolve()
      const settled = new Promise<void>((resolve) => waiters.push(resolve))
      schedule(delayMs)
      return settled
    },
    stop() {
      isStopped = true
      controller?.abort()
      if (timer !== null) clearTimeout(timer)
      for (const settle of waiters) settle()
      waiters = []
    },
  }
}
