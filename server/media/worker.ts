import { constants, setPriority } from 'node:os'
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

// On Linux the priority belongs to the thread: the server's own thread, and the programs that people use, come first.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW)

parentPort?.on('message', (job: MediaJob) => void answer(job))
