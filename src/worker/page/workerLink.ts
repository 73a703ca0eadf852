import type { HubLink, HubMessage, LinkHandlers } from '../portMessages'

/** A worker that was started this often without a word is given up. */
const MAX_STARTS = 3

/** A worker dies rarely and is late often: a machine that makes films is busy. */
const PATIENCE_MS = 5_000

/** What a link to the shared worker tells, besides what each link does. */
export interface WorkerLinkHandlers extends LinkHandlers {
  /** There is no shared worker here, or none that works. */
  readonly onFailed: () => void
}

function startWorker(): SharedWorker | null {
  if (typeof SharedWorker === 'undefined') return null
  try {
    return new SharedWorker(new URL('../hub/sharedWorker.ts', import.meta.url), {
      type: 'module',
      name: 'dailies',
    })
  } catch {
    return null // some browsers have the name and forbid the thing, in private windows say
  }
}

/** Open a way to the hub in the shared worker, which the first tab starts. */
export function openWorkerLink(handlers: WorkerLinkHandlers): HubLink {
  let port: MessagePort | null = null
  let starts = 0
  let hasFailed = false

  function fail() {
    if (hasFailed) return
    hasFailed = true
    port?.close()
    port = null
    handlers.onFailed()
  }

  function start() {
    port?.close()
    starts += 1
    const worker = starts > MAX_STARTS ? null : startWorker()
    if (!worker) {
      fail()
      return
    }
    worker.onerror = fail
    port = worker.port
    port.onmessage = ({ data }: MessageEvent<HubMessage>) => {
      starts = 0
      handlers.onMessage(data)
    }
    handlers.onUp()
  }

  start()
  return {
    send: (message) => port?.postMessage(message),
    care: {
      patienceMs: PATIENCE_MS,
      revive() {
        if (!hasFailed) start()
      },
    },
  }
}
