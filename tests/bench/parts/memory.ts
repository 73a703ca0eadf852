import { atMost, type BenchContext, type Row } from '../context'
import type { BenchPage } from '../browser/page'
import { endRewrite, runRewrite } from '../server/run'
import { tokensOf } from '../server/text'
import { openContestant, untilShown } from './live'

const TOKENS = 2_000
const FEW_RUNS = 5
const RUNS = 500
/** After this many runs the pipeline ends: the stream closes and the page reopens it. */
const PIPELINE_EVERY = 25
const MB = 1_000_000

interface Heap {
  readonly page: number
  readonly worker: number
}

/** Measures what page and worker retain after a million messages. */
export async function memory(context: BenchContext): Promise<readonly Row[]> {
  const { server } = context
  const page = await openContestant(context, 'product', null)
  const tale = tokensOf({ tokens: TOKENS - 1, hasLines: true })
  const heapAfter = new Map<number, Heap>()
  for (let run = 1; run <= RUNS; run += 1) {
    // Do not mistake the text of the previous run for this one.
    const tokens = [...tale, String(run).padStart(4, '0')]
    const text = await runRewrite(server, { tokens, perSecond: null })
    await endRewrite(server, text)
    await untilShown(page, text)
    await untilRewritten(page)
    if (run === FEW_RUNS || run % 50 === 0) {
      const heap = await heapOf(page)
      heapAfter.set(run, heap)
      console.log(
        `  after ${(run * TOKENS).toLocaleString('en')} messages: page ${mb(heap.page)}, worker ${mb(heap.worker)}`,
      )
    }
    if (run % PIPELINE_EVERY === 0) await endPipeline(context)
  }
  await page.close()
  const [few, all] = [heapAfter.get(FEW_RUNS), heapAfter.get(RUNS)]
  if (!few || !all) throw new Error('the heap was not measured')
  const growth = all.page + all.worker - few.page - few.worker
  const what = 'heap of page and worker after 1,000,000 messages, above that after 10,000'
  return [atMost(what, growth, 10 * MB, mb)]
}

const mb = (bytes: number) => `${(bytes / MB).toFixed(1)} MB`

async function heapOf(page: BenchPage): Promise<Heap> {
  const worker = await page.sharedWorker()
  return { page: await page.target.collectedHeap(), worker: await worker.collectedHeap() }
}

/** Wait until the page has seen the stage end, so that the next run counts as a new one. */
function untilRewritten(page: BenchPage): Promise<void> {
  return page.until(
    'the stage has ended',
    () => document.querySelector('[data-stage="rewrite"]')?.getAttribute('data-status') === 'completed',
    null,
  )
}

/** End the whole run, and wait until the page watches for the next one. */
async function endPipeline({ server }: BenchContext): Promise<void> {
  server.facts = { ...server.facts, status: 'completed' }
  await server.send({ type: 'pipeline_done', stage: 'pipeline', metadata: {} })
  server.endStreams()
  await server.untilOpen(0)
  await server.untilOpen(1)
}
