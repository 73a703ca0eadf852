import type { BenchPage } from '../browser/page'
import { mainThreadEvents, tasks, traceWhile } from '../browser/trace'
import { milliseconds, type BenchContext, type Row } from '../context'
import { endRewrite, runRewrite } from '../server/run'
import { tokensOf } from '../server/text'
import { openContestant, untilShown } from './live'

const TOKENS = 4_000
const BURSTS = 5
/** The threshold of the Long Tasks API, which does not report shorter tasks. */
const LONG_TASK_MS = 50

/** Sends a whole text at once: no task of the page may be noticeably long. The worst of several bursts counts. */
export async function burst(context: BenchContext): Promise<readonly Row[]> {
  const longest: number[] = []
  for (let count = 0; count < BURSTS; count += 1) longest.push(await longestTask(context))
  const shown = longest.map((ms) => (ms === 0 ? 'none' : milliseconds(ms))).join(', ')
  console.log(`  tasks of ${LONG_TASK_MS} ms or more, the longest of each burst: ${shown}`)
  if (context.profile) await printTasks(context)
  const worst = Math.max(...longest)
  return [
    {
      what: `burst of ${TOKENS.toLocaleString('en')} tokens, text complete: longest task, the worst of ${BURSTS} (${longest.filter((ms) => ms <= LONG_TASK_MS).length} without any above)`,
      value: worst === 0 ? `< ${milliseconds(LONG_TASK_MS)}` : milliseconds(worst),
      target: `≤ ${milliseconds(LONG_TASK_MS)}`,
      isReached: worst <= LONG_TASK_MS,
    },
  ]
}

/** Send one burst. Returns the longest task in milliseconds of wall-clock time, 0 if none was long. */
async function longestTask(context: BenchContext): Promise<number> {
  const page = await openContestant(context, 'product', null, watchLongTasks)
  await page.evaluate(() => Reflect.set(globalThis, 'benchLongest', 0), null)
  await sendBurst(context, page)
  const longest = await page.evaluate(() => Reflect.get(globalThis, 'benchLongest') as number, null)
  await page.close()
  return longest
}

async function sendBurst({ server }: BenchContext, page: BenchPage): Promise<void> {
  const tokens = tokensOf({ tokens: TOKENS, hasLines: true })
  const text = await runRewrite(server, { tokens, perSecond: null })
  await endRewrite(server, text)
  await untilShown(page, text)
}

/** Runs in the page: records the longest task. */
function watchLongTasks(): void {
  Reflect.set(globalThis, 'benchLongest', 0)
  const observer = new PerformanceObserver((list) => {
    const before = Reflect.get(globalThis, 'benchLongest') as number
    Reflect.set(
      globalThis,
      'benchLongest',
      Math.max(before, ...list.getEntries().map(({ duration }) => duration)),
    )
  })
  observer.observe({ type: 'longtask' })
}

/** Print how much of the longest tasks is work and how much is waiting for a core. Tracing slows both down. */
async function printTasks(context: BenchContext): Promise<void> {
  const page = await openContestant(context, 'product', null)
  const events = await traceWhile(context.browser, () => sendBurst(context, page))
  await page.close()
  const longest = [...tasks(mainThreadEvents(events))].sort((a, b) => (b.dur ?? 0) - (a.dur ?? 0)).slice(0, 5)
  const ms = (microseconds: number) => milliseconds(microseconds / 1000)
  const times = longest.map(({ dur = 0, tdur = NaN }) => `${ms(dur)} (${ms(tdur)})`)
  console.log(`  longest tasks by the clock (of it processor time), traced: ${times.join(', ')}`)
}
