import { mainThreadEvents, tasks, traceWhile } from '../browser/trace'
import { atMost, milliseconds, type BenchContext, type Row } from '../context'
import { endRewrite, runRewrite } from '../server/run'
import { tokensOf } from '../server/text'
import { openContestant, untilShown } from './live'

const TOKENS = 4_000

/** All of a text at once: no task of the page may be so long that it would be felt. */
export async function burst(context: BenchContext): Promise<readonly Row[]> {
  const page = await openContestant(context, 'product', null)
  const tokens = tokensOf({ tokens: TOKENS, hasLines: true })
  const events = await traceWhile(context.browser, async () => {
    const text = await runRewrite(context.server, { tokens, perSecond: null })
    await endRewrite(context.server, text)
    await untilShown(page, text)
  })
  await page.close()
  const longest = tasks(mainThreadEvents(events))
    .map(({ dur = 0 }) => dur / 1000)
    .sort((a, b) => b - a)
  console.log(`  longest tasks: ${longest.slice(0, 5).map(milliseconds).join(', ')}`)
  return [
    atMost(
      `burst of ${TOKENS.toLocaleString('en')} tokens, text complete: longest task`,
      longest[0] ?? 0,
      50,
      milliseconds,
    ),
  ]
}
