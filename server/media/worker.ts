import { parentPort } from 'node:worker_threads'
import { doJob, type MediaJob } from './mediaJobs'

/*
 * The worker thread that makes pictures and clips. It gets one job at a time and answers with `{result}` or `{error}`, after
 * any number of `{share}`: how much of the job is done, from 0 to 1.
 */

async function answer(job: MediaJob): Promise<void> {
  try {
    const result = await doJob(job, (share) => parentPort?.postMessage({ share }))
    const buffers = Object.values(result).flatMap((file: Uint8Array) =>
      file.buffer instanceof ArrayBuffer ? [file.buffer] : [],
    )
    parentPort?.postMessage({ result }, buffers)
  } catch (cause) {
    parentPort?.postMessage({ error: cause instanceof Error ? cause.message : String(cause) })
  }
}

parentPort?.on('message', (job: MediaJob) => void answer(job))
