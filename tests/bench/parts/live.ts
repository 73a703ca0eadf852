import { setTimeout as sleep } from 'node:timers/promises'
import { BenchPage, type MainThreadTime } from '../browser/page'
import type { BenchContext } from '../context'
import { FRESH, PROJECT_ID } from '../server/project'
import { runRewrite } from '../server/run'
import { tokensOf, type TextShape } from '../server/text'

/** The product, the naive implementation, and the minimal implementation. */
export type Contestant = 'product' | 'seed' | 'limit'

const ADDRESS: Readonly<Record<Contestant, string>> = {
  product: `/projects/${PROJECT_ID}`,
  seed: '/compare/seed.html',
  limit: '/compare/limit.html',
}
const PER_SECOND = 400
/** The first part of a run, which is compared with the whole. */
const FIRST_TOKENS = 2_000
/** Time for a loaded page to become idle. */
const REST_MS = 1_500

/** The size and font of the text in the product. */
export interface Place {
  readonly width: number
  readonly height: number
  readonly font: string
}

/** The cost of one text for one page. */
export interface LiveRun {
  readonly contestant: Contestant
  /** Main-thread time for the whole run. */
  readonly whole: MainThreadTime
  /** Main-thread time for the first tokens. */
  readonly first: MainThreadTime
  readonly shape: TextShape
  readonly place: Place
}

/** Open one of the three, connected to the stream, with its text at the size of the product's. */
export async function openContestant(
  { server, browser }: BenchContext,
  contestant: Contestant,
  place: Place | null,
  onNewDocument?: () => void,
): Promise<BenchPage> {
  server.facts = FRESH
  const page = await BenchPage.open(browser, server.url + ADDRESS[contestant], {
    ...(onNewDocument && { onNewDocument }),
  })
  await page.until('the text is shown', () => document.querySelector('[data-live-text]') !== null, null)
  await server.untilOpen(1)
  if (place !== null) await page.evaluate(applyPlace, place)
  await sleep(REST_MS)
  await page.settle()
  return page
}

/** Send one text to one page and measure its main thread. */
export async function measureLive(
  context: BenchContext,
  contestant: Contestant,
  shape: TextShape,
  place: Place | null,
): Promise<LiveRun> {
  const page = await openContestant(context, contestant, place)
  const tokens = tokensOf(shape)
  let first = Promise.resolve<MainThreadTime | null>(null)
  const before = await page.mainThread()
  const text = await runRewrite(context.server, {
    tokens,
    perSecond: PER_SECOND,
    onSent(index) {
      if (index === FIRST_TOKENS) first = page.mainThread()
    },
  })
  await untilShown(page, text)
  const after = await page.mainThread()
  const shown = await page.evaluate(readPlace, null)
  if (contestant !== 'seed' && !shown.isAtEnd) throw new Error(`${contestant} did not follow the tail`)
  if (place !== null && Math.abs(shown.width - place.width) > 1)
    throw new Error(`${contestant} has its text ${shown.width} px wide, not ${place.width}`)
  const atFirst = (await first) ?? after
  await page.close()
  return {
    contestant,
    whole: spent(before, after),
    first: spent(before, atFirst),
    shape,
    place: shown,
  }
}

/** Wait until a page shows exactly the whole text. */
export async function untilComplete(page: BenchPage, text: string): Promise<void> {
  await page.until(
    'the text is complete',
    (length) => (document.querySelector('[data-live-text]')?.textContent ?? '').length >= length,
    text.length,
  )
  // The previous text may have had the same length.
  await page.until(
    'the text is the one that was sent',
    (sent) => document.querySelector('[data-live-text]')?.textContent === sent,
    text,
  )
}

/** Wait until a page has painted the whole text. */
export async function untilShown(page: BenchPage, text: string): Promise<void> {
  await untilComplete(page, text)
  await page.settle()
}

/** The difference between two readings. */
function spent(before: MainThreadTime, after: MainThreadTime): MainThreadTime {
  return {
    total: after.total - before.total,
    script: after.script - before.script,
    style: after.style - before.style,
    layout: after.layout - before.layout,
  }
}

/** Runs in a comparison page. */
function applyPlace({ width, height, font }: Place): void {
  const { style } = document.documentElement
  style.setProperty('--width', `${width}px`)
  style.setProperty('--height', `${height}px`)
  style.setProperty('--font', font)
}

/** Runs in any of the three: the layout of its text, and whether its end is visible. */
function readPlace(): Place & { readonly isAtEnd: boolean } {
  const text = document.querySelector('[data-live-text]')
  if (!text) throw new Error('no text')
  let box = text.parentElement
  while (box && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement
  const scroller = box ?? document.documentElement
  const left = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop
  return {
    width: text.getBoundingClientRect().width,
    height: scroller.clientHeight,
    font: getComputedStyle(text).font,
    isAtEnd: scroller.scrollHeight > scroller.clientHeight && left <= 24,
  }
}
