import { mainThreadEvents, selfTimes, traceWhile } from '../browser/trace'
import type { BenchContext } from '../context'
import { runRewrite } from '../server/run'
import { tokensOf } from '../server/text'
import { openContestant, untilShown, type Contestant, type Place } from './live'

const TOKENS = 2_000
const PER_SECOND = 400

/** Categories of trace events, by the name of the innermost event. The rest is overhead of the browser. */
const KINDS: readonly (readonly [kind: string, names: RegExp])[] = [
  ['garbage collection', /GC/],
  ['style', /^(UpdateLayoutTree|ParseAuthorStyleSheet)$/],
  ['layout', /^(Layout|HitTest)$/],
  ['pre-paint and paint', /^(PrePaint|Paint|Layerize|UpdateLayer|UpdateLayerTree|PaintImage|DecodeImage)/],
  ['commit to the compositor', /^Commit$/],
  [
    'script',
    /^(FunctionCall|FireAnimationFrame|TimerFire|EvaluateScript|RunMicrotasks|EventDispatch|HandlePostMessage)$|^v8/,
  ],
]

function kindOf(name: string): string {
  return KINDS.find(([, names]) => names.test(name))?.[0] ?? 'around them'
}

/** Print where a page's main thread spends its time while a text arrives, from the wall clock of a trace. */
export async function printProfile(
  context: BenchContext,
  contestant: Contestant,
  place: Place | null,
): Promise<void> {
  const page = await openContestant(context, contestant, place)
  const tokens = tokensOf({ tokens: TOKENS, hasLines: true })
  const events = await traceWhile(context.browser, async () => {
    await untilShown(page, await runRewrite(context.server, { tokens, perSecond: PER_SECOND }))
  })
  await page.close()
  const times = [...selfTimes(mainThreadEvents(events))].sort(([, a], [, b]) => b - a)
  const total = times.reduce((sum, [, ms]) => sum + ms, 0)
  const share = (ms: number) =>
    `${ms.toFixed(0).padStart(7)} ms ${((100 * ms) / total).toFixed(1).padStart(5)} %`
  console.log(
    `  ${contestant}: where ${total.toFixed(0)} ms of the main thread went, ${TOKENS} tokens, traced`,
  )
  const kinds = new Map<string, number>()
  for (const [name, ms] of times) kinds.set(kindOf(name), (kinds.get(kindOf(name)) ?? 0) + ms)
  for (const [kind, ms] of [...kinds].sort(([, a], [, b]) => b - a)) console.log(`  ${share(ms)}  ${kind}`)
  console.log('  of these the largest:')
  for (const [name, ms] of times.slice(0, 14)) console.log(`  ${share(ms)}  ${name}`)
}
