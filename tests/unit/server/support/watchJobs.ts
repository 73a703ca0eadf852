import { createParser } from 'eventsource-parser'
import { onTestFinished } from 'vitest'
import { parseJobList, type Job, type JobList } from '../../../../src/protocol/jobs'

/** A reader of the job stream. */
export interface JobWatcher {
  readonly lists: readonly JobList[]
  /** The data of frames that could not be read. */
  readonly rejected: readonly string[]
  /** Resolves when the stream has ended or was cut. */
  readonly ended: Promise<void>
  /** Resolves with the first job that fits in the newest snapshot, now or later. */
  readonly until: (fits: (job: Job) => boolean) => Promise<Job>
}

/** Open the job stream of the studio at `url` and read it until the test ends. */
export async function watchJobs(url: string, headers: Record<string, string> = {}): Promise<JobWatcher> {
  const controller = new AbortController()
  onTestFinished(() => controller.abort())
  const response = await fetch(`${url}/api/tasks/stream`, { headers, signal: controller.signal })
  const lists: JobList[] = []
  const rejected: string[] = []
  const waiting = new Set<() => void>()
  const parser = createParser({
    onEvent({ data }) {
      const list = parseJobList(data)
      if (list) lists.push(list)
      else rejected.push(data)
    },
  })
  async function read() {
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body ?? []) {
        parser.feed(decoder.decode(chunk, { stream: true }))
        for (const check of [...waiting]) check()
      }
    } catch (error) {
      if (!controller.signal.aborted && !(error instanceof TypeError)) throw error
    }
  }
  return {
    lists,
    rejected,
    ended: read(),
    until: (fits) =>
      new Promise((resolve) => {
        const check = () => {
          const found = lists.at(-1)?.jobs.find(fits)
          if (!found) return
          waiting.delete(check)
          resolve(found)
        }
        waiting.add(check)
        check()
      }),
  }
}
