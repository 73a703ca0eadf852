import type { HubLink, HubMessage, LinkHandlers } from '../portMessages'

/** After this many starts without a message the worker is given up: it hangs, or its code cannot be loaded. */
const MAX_STARTS = 2

/** Generous, because a worker rarely dies but is often late on a busy machine. In milliseconds. */
const PATIENCE_MS = 5_000

/** What a link to the shared worker calls back. */
export interface WorkerLinkHandlers extends LinkHandlers {
  /** There is no shared worker, or none that works. */
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
    return null // some browsers define the class but forbid its use, for example in private windows
  }
}

/** Open a link to the hub in the shared worker. The first tab starts the worker. */
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
    renew() {
      starts = 0
      if (!hasFailed) start()
    },
    care: {
      patienceMs: PATIENCE_MS,
      revive() {
        if (!hasFailed) start()
      },
    },
  }
}
