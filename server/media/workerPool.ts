import { Worker } from 'node:worker_threads'
import type { MediaJob, MediaJobResults } from './mediaJobs'

/** Runs jobs in worker threads, one per thread at a time. Further jobs wait in order. */
export interface WorkerPool {
  /**
   * Run a job.
   *
   * @param onProgress called with the share of the job that is done, from 0 to 1
   * @throws the signal's reason once it is aborted (a running job is stopped at once); an Error with the worker's
   *   message where the job fails
   */
  run<J extends MediaJob>(
    job: J,
    signal: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<MediaJobResults[J['kind']]>
  /** End all threads. Waiting and running jobs are rejected. */
  close(): Promise<void>
}

type Outcome = { result: MediaJobResults[MediaJob['kind']] } | { error: string }

interface Waiting {
  readonly job: MediaJob
  readonly settle: (outcome: Outcome) => void
  readonly onProgress: ((share: number) => void) | undefined
}

interface Thread {
  readonly worker: Worker
  current: Waiting | null
}

/** A pool of up to `size` threads. A thread is started when it is first needed, and kept. */
export function createWorkerPool(size: number): WorkerPool {
  const queue: Waiting[] = []
  const threads = new Set<Thread>()
  let closed = false

  function start(): Thread {
    const thread: Thread = { worker: new Worker(new URL('./bootstrap.mjs', import.meta.url)), current: null }
    const settle = (outcome: Outcome) => {
      const { current } = thread
      thread.current = null
      current?.settle(outcome)
      next()
    }
    const gone = (why: string) => {
      threads.delete(thread)
      settle({ error: why })
    }
    thread.worker.on('message', (answer: Outcome | { share: number }) => {
      if ('share' in answer) thread.current?.onProgress?.(answer.share)
      else settle(answer)
    })
    thread.worker.on('error', (cause) => gone(cause instanceof Error ? cause.message : String(cause)))
    thread.worker.on('exit', () => gone('The thread that makes pictures and clips has ended.'))
    // Only a job keeps the process alive, not an idle thread.
    thread.worker.unref()
    threads.add(thread)
    return thread
  }

  function next(): void {
    const free = [...threads].find((thread) => thread.current === null)
    if (queue.length === 0 || closed || (!free && threads.size >= size)) return
    const thread = free ?? start()
    thread.current = queue.shift() ?? null
    thread.worker.ref()
    thread.worker.postMessage(thread.current?.job)
  }

  /** Cancel a job: remove it from the queue, or end its thread, because an encoder cannot be interrupted. */
  function drop(waiting: Waiting): void {
    const index = queue.indexOf(waiting)
    if (index >= 0) queue.splice(index, 1)
    const thread = [...threads].find(({ current }) => current === waiting)
    if (!thread) return
    threads.delete(thread)
    void thread.worker.terminate()
  }

  return {
    run<J extends MediaJob>(job: J, signal: AbortSignal, onProgress?: (share: number) => void) {
      return new Promise<MediaJobResults[J['kind']]>((resolve, reject) => {
        signal.throwIfAborted()
        if (closed) throw new Error('The studio is closing.')
        const abort = () => {
          drop(waiting)
          reject(signal.reason as Error)
        }
        const waiting: Waiting = {
          job,
          onProgress,
          settle: (outcome) => {
            signal.removeEventListener('abort', abort)
            // A thread answers a job with the result of that job's kind.
            if ('result' in outcome) resolve(outcome.result as MediaJobResults[J['kind']])
            else reject(new Error(outcome.error))
          },
        }
        signal.addEventListener('abort', abort, { once: true })
        queue.push(waiting)
        next()
      })
    },
    async close() {
      closed = true
      for (const waiting of queue.splice(0)) waiting.settle({ error: 'The studio is closing.' })
      await Promise.all([...threads].map(({ worker }) => worker.terminate()))
    },
  }
}
