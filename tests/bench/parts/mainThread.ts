import { atMost, ratio, type BenchContext, type Row } from '../context'
import { measureLive, type LiveRun } from './live'
import { printProfile } from './profile'

const TOKENS = 8_000

function perToken({ whole, first, shape }: LiveRun): number {
  return whole.total / shape.tokens / (first.total / 2_000)
}

function print({ contestant, whole, first, shape }: LiveRun): void {
  const figures = [
    `${(whole.total / 1000).toFixed(2)} s`,
    `script ${(whole.script / 1000).toFixed(2)}`,
    `style ${(whole.style / 1000).toFixed(2)}`,
    `layout ${(whole.layout / 1000).toFixed(2)}`,
    `first 2,000: ${(first.total / 1000).toFixed(2)} s`,
  ]
  console.log(`  ${contestant.padEnd(8)} ${shape.hasLines ? 'lines' : 'one line'}  ${figures.join('  ')}`)
}

/** Compares the main-thread time of a live text in the three implementations, and how it grows. */
export async function mainThread(context: BenchContext): Promise<readonly Row[]> {
  const lines = { tokens: TOKENS, hasLines: true }
  const product = await measureLive(context, 'product', lines, null)
  print(product)
  console.log(`  the text is ${product.place.width} × ${product.place.height} px, ${product.place.font}`)
  const limit = await measureLive(context, 'limit', lines, product.place)
  print(limit)
  const seed = await measureLive(context, 'seed', lines, product.place)
  print(seed)
  const oneLine = await measureLive(context, 'product', { tokens: TOKENS, hasLines: false }, null)
  print(oneLine)
  if (context.profile)
    for (const { contestant, place } of [product, limit, seed])
      await printProfile(context, contestant, contestant === 'product' ? null : place)
  const seconds = (run: LiveRun) => `${(run.whole.total / 1000).toFixed(1)} s`
  return [
    atMost(
      `main-thread time of live text, against the seed's way (${seconds(product)} : ${seconds(seed)})`,
      product.whole.total / seed.whole.total,
      0.4,
      ratio,
    ),
    atMost(
      `main-thread time of live text, against the limit (${seconds(product)} : ${seconds(limit)})`,
      product.whole.total / limit.whole.total,
      1.2,
      ratio,
    ),
    atMost('growth of that time per token from 2,000 to 8,000 tokens', perToken(product), 1.3, ratio),
    atMost('the same for text without newlines', perToken(oneLine), 1.5, ratio),
  ]
}
