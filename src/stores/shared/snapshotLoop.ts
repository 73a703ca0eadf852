import { API_ERRORS, ApiError } from '@/api/calls/errors'

/** Snapshots are asked for at most this often: once a second as the server sees it, whichever was longer on its way. */
const INTERVAL_MS = 1_050
/** The wait after a failure, doubled for each further one. */
const RETRY_WAIT_MS = 2_000
const MAX_RETRY_WAIT_MS = 30_000

/** What a snapshot loop works with. */
export interface SnapshotLoopOptions<T> {
  readonly fetch: (signal: AbortSignal) => Promise<T>
  /** `requestedAt`: when it was asked for, milliseconds since the epoch. */
  readonly onSnapshot: (snapshot: T, requestedAt: number) => void
  readonly onError: (error: ApiError) => void
}

/** Fetches snapshots: one at a time, at most one a second, however often one is wanted. */
export interface SnapshotLoop {
  /**
   * Want a snapshot that is asked for from now on, after `delayMs` at the latest possible; sooner wishes win.
   *
   * @returns settles when such a snapshot has been applied or has failed; never rejects
   */
  readonly request: (delayMs?: number) => Promise<void>
  readonly stop: () => void
}

/** Make a loop; nothing is fetched before the first request. A fetch that failed in passing is repeated. */
export function createSnapshotLoop<T>(options: SnapshotLoopOptions<T>): SnapshotLoop {
  let controller: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let dueAt = Infinity
  let lastStartAt = -Infinity
  let failures = 0
  let isStopped = false
  let waiters: (() => void)[] = []

  function schedule(delayMs: number) {
    const due = Math.max(Date.now() + delayMs, lastStartAt + INTERVAL_MS)
    if (due >= dueAt) return
    if (timer !== null) clearTimeout(timer)
    dueAt = due
    // While one is in flight its end looks at `dueAt`.
    if (controller === null) timer = setTimeout(() => void start(), due - Date.now())
  }

  async function start() {
    const mine = (controller = new AbortController())
    const settled = waiters
    const requestedAt = (lastStartAt = Date.now())
    waiters = []
    timer = null
    dueAt = Infinity
    await attempt(mine.signal, requestedAt)
    for (const settle of settled) settle()
    if (isStopped) return
    controller = null
    if (dueAt < Infinity) timer = setTimeout(() => void start(), dueAt - Date.now())
  }

  async function attempt(signal: AbortSignal, requestedAt: number) {
    try {
      const snapshot = await options.fetch(signal)
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
