import { setPriority } from 'node:os'
import process from 'node:process'
import { parentPort } from 'node:worker_threads'
import { doJob, type MediaJob } from './mediaJobs'

/*
 * The worker thread that makes pictures and clips. It gets one job at a time and answers with `{result}` or `{error}`, after
 * any number of `{share}`: how much of the job is done, from 0 to 1.
 */

async function answer(job: MediaJob): Promise<void> {
  try {
    const result = await doJob(job, (share) => parentPort?.postMessage({ share }))
    const buffers = Object.values(result).flatMap((file: unknown) =>
      file instanceof Uint8Array && file.buffer instanceof ArrayBuffer ? [file.buffer] : [],
    )
    parentPort?.postMessage({ result }, buffers)
  } catch (cause) {
    parentPort?.postMessage({ error: cause instanceof Error ? cause.message : String(cause) })
  }
}

/** Behind the server's own thread, but not so far behind that a busy machine makes no films. */
const NICENESS = 5
// On Linux a priority belongs to a thread.
if (process.platform === 'linux') setPriority(NICENESS)

parentPort?.on('message', (job: MediaJob) => void answer(job))
