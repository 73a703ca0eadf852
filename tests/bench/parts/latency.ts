import { atMost, milliseconds, percentile, type BenchContext, type Row } from '../context'
import { runRewrite } from '../server/run'
import { tokensOf } from '../server/text'
import { openContestant, untilShown } from './live'
import type { BenchPage } from '../browser/page'

const TOKENS = 3_000
const PER_SECOND = 100
const CLOCK_ROUNDS = 50

/** How much of the text was painted at this time of the page's clock. */
interface Painted {
  readonly length: number
  readonly at: number
}

/** Measures the time from the server's write to the paint, for each token. */
export async function latency(context: BenchContext): Promise<readonly Row[]> {
  const page = await openContestant(context, 'product', null)
  const ahead = await clockAhead(page)
  await page.evaluate(watchPaints, null)
  const tokens = tokensOf({ tokens: TOKENS, hasLines: true })
  const sentAt: number[] = []
  const onSent = (index: number) => (sentAt[index] = performance.timeOrigin + performance.now())
  await untilShown(page, await runRewrite(context.server, { tokens, perSecond: PER_SECOND, onSent }))
  const painted = await page.evaluate(() => Reflect.get(globalThis, 'benchPainted') as Painted[], null)
  await page.close()
  const waits = waitsOf(tokens, sentAt, painted).map((wait) => wait - ahead)
  const p50 = percentile(waits, 0.5)
  console.log(
    `  p50 ${milliseconds(p50)}, p99 ${milliseconds(percentile(waits, 0.99))}, longest ${milliseconds(Math.max(...waits))};` +
      ` ${painted.length} paints; the page's clock is ${ahead.toFixed(2)} ms ahead`,
  )
  return [
    atMost(
      `server flush → painted, p99, at ${PER_SECOND} tokens/s (p50 ${milliseconds(p50)})`,
      percentile(waits, 0.99),
      50,
      milliseconds,
    ),
  ]
}

/** The time from sending each token to the first paint that includes it. */
function waitsOf(
  tokens: readonly string[],
  sentAt: readonly number[],
  painted: readonly Painted[],
): number[] {
  let next = 0
  let length = 0
  return tokens.map((token, index) => {
    length += token.length
    while ((painted[next]?.length ?? Infinity) < length) next += 1
    return (painted[next]?.at ?? NaN) - (sentAt[index] ?? NaN)
  })
}

/** The offset of the page's clock to this process, in milliseconds, from the fastest of many round trips. */
async function clockAhead(page: BenchPage): Promise<number> {
  const rounds: { took: number; ahead: number }[] = []
  for (let round = 0; round < CLOCK_ROUNDS; round += 1) {
    const asked = performance.timeOrigin + performance.now()
    const there = await page.evaluate(() => performance.timeOrigin + performance.now(), null)
    const answered = performance.timeOrigin + performance.now()
    rounds.push({ took: answered - asked, ahead: there - (asked + answered) / 2 })
  }
  return rounds.sort((a, b) => a.took - b.took)[0]?.ahead ?? NaN
}

/**
 * Runs in the page: records when each change of the text was painted. A change counts as painted once the next frame's
 * callbacks have run.
 */
function watchPaints(): void {
  const painted: { length: number; at: number }[] = []
  Reflect.set(globalThis, 'benchPainted', painted)
  const text = document.querySelector('[data-live-text]')
  if (!text) throw new Error('no text')
  const waiting: number[] = []
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () =>
    painted.push({ length: waiting.shift() ?? NaN, at: performance.timeOrigin + performance.now() })
  new MutationObserver(() => {
    const { length } = text.textContent
    requestAnimationFrame(() => {
      waiting.push(length)
      port2.postMessage(null)
    })
  }).observe(text, { subtree: true, childList: true, characterData: true })
}
