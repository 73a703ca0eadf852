import { BenchPage } from '../browser/page'
import { atMost, milliseconds, percentile, ratio, type BenchContext, type Row } from '../context'
import { finished, PROJECT_ID } from '../server/project'

const FEW = 3
const MANY = 300
const LOADS = 7
/** The distance of one wheel event, and the number of events. */
const WHEEL_PX = 120
const TURNS = 60

/** What is scrolled, where, and in which direction. */
interface Scroll {
  readonly what: string
  readonly path: string
  /** The element under the mouse; null for the margin of the page. */
  readonly over: string | null
  readonly across: boolean
  /** The pictures are folded until their view is opened. */
  readonly unfold?: boolean
}

/** As many scenes as are all kept in the page. */
const WHOLE = 40
const DASHBOARD = `/projects/${PROJECT_ID}`
const SCROLLS: readonly Scroll[] = [
  { what: 'the dashboard', path: DASHBOARD, over: null, across: false },
  { what: 'the film strip', path: DASHBOARD, over: 'li[data-scene="1"]', across: true },
  {
    what: 'the pictures in their panel',
    path: DASHBOARD,
    over: '[data-stage="image_generation"] [data-scene="1"]',
    across: false,
    unfold: true,
  },
  {
    what: 'the pictures opened large',
    path: `${DASHBOARD}/image_generation`,
    over: 'li[data-scene="2"]',
    across: false,
  },
]

/** The browser's own cost: scrolling a film strip while almost nothing changes. */
const LEAST: Scroll = {
  what: `for comparison a film strip of ${WHOLE} scenes, none of which comes or goes, while a letter changes`,
  path: DASHBOARD,
  over: 'li[data-scene="1"]',
  across: true,
}

/** Runs in the page: changes a letter of the title with every wheel event. */
function changeLetter(): void {
  const title = document.querySelector('h1')
  const words = title?.textContent ?? ''
  let turns = 0
  addEventListener(
    'wheel',
    () => {
      turns += 1
      if (title) title.textContent = words + (turns % 2 === 0 ? '甲' : '乙')
    },
    { passive: true },
  )
}

/** Measures how soon the first of 300 scenes is visible, and how smoothly they scroll. */
export async function scenes(context: BenchContext): Promise<readonly Row[]> {
  const few: number[] = []
  const many: number[] = []
  for (let load = 0; load < LOADS; load += 1) {
    few.push(await timeToFirstScene(context, FEW))
    many.push(await timeToFirstScene(context, MANY))
  }
  const [withFew, withMany] = [percentile(few, 0.5), percentile(many, 0.5)]
  const times = (values: readonly number[]) => values.map((value) => value.toFixed(0)).join(', ')
  console.log(`  first scene visible, ${FEW} scenes: ${times(few)} ms; ${MANY} scenes: ${times(many)} ms`)
  const frames: number[] = []
  for (const scroll of SCROLLS) frames.push(await frameTime(context, scroll, MANY))
  const least = await frameTime(context, LEAST, WHOLE, changeLetter)
  const worst = Math.max(...frames)
  return [
    atMost(
      `${MANY} scenes: first scene visible, against ${FEW} (${milliseconds(withMany)} : ${milliseconds(withFew)})`,
      withMany / withFew,
      1.2,
      ratio,
    ),
    atMost(
      `${MANY} scenes: frame time while scrolling, p99, the worst of ${SCROLLS.length}, against a page in which only a letter changes (${milliseconds(worst)} : ${milliseconds(least)})`,
      worst / least,
      1.2,
      ratio,
    ),
  ]
}

/** The time from the start of the navigation, with empty caches, until the first scene is painted. */
async function timeToFirstScene({ server, browser }: BenchContext, count: number): Promise<number> {
  server.facts = finished(count)
  const page = await BenchPage.open(browser, server.url + DASHBOARD, { onNewDocument: watchFirstScene })
  await page.until('a scene is visible', () => Reflect.has(globalThis, 'benchFirstScene'), null)
  const at = await page.evaluate(() => Reflect.get(globalThis, 'benchFirstScene') as number, null)
  await page.until(
    'the list is laid out',
    (wanted) => {
      return document.querySelectorAll('[data-strip] li[data-scene]').length === wanted
    },
    count,
  )
  await page.close()
  return at
}

/** Runs in the page: records when the first scene was painted, in milliseconds since the start of the navigation. */
function watchFirstScene(): void {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return
    seen.disconnect()
    setTimeout(() => Reflect.set(globalThis, 'benchFirstScene', performance.now()), 0)
  })
  const added = new MutationObserver(() => {
    const scene = document.querySelector('li[data-scene="1"]')
    if (!scene) return
    added.disconnect()
    seen.observe(scene)
  })
  added.observe(document, { subtree: true, childList: true })
}

/**
 * Scroll to and fro, one wheel event per frame. Returns the p99 of the time between two frames.
 *
 * @param before runs in the page before scrolling
 */
async function frameTime(
  { server, browser }: BenchContext,
  scroll: Scroll,
  count: number,
  before?: () => void,
): Promise<number> {
  server.facts = finished(count)
  const page = await BenchPage.open(browser, server.url + scroll.path)
  if (scroll.unfold) {
    const opener = '[data-stage="image_generation"] [data-action="unfold"]'
    await page.until('the pictures can be opened', (one) => document.querySelector(one) !== null, opener)
    await page.evaluate((one) => document.querySelector<HTMLElement>(one)?.click(), opener)
  }
  await page.until(
    'the scenes are there',
    (over) => document.querySelector(over) !== null,
    scroll.over ?? 'li[data-scene="1"]',
  )
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const { x, y } = await page.evaluate(placeOf, scroll.over)
  if (before) await page.evaluate(before, null)
  await page.evaluate(watchFrames, null)
  for (let turn = 0; turn < TURNS; turn += 1) {
    const delta = turn < TURNS / 2 ? WHEEL_PX : -WHEEL_PX
    const direction = scroll.across ? { deltaX: delta, deltaY: 0 } : { deltaX: 0, deltaY: delta }
    await page.target.send('Input.dispatchMouseEvent', { type: 'mouseWheel', x, y, ...direction })
    await page.settle()
  }
  const { frames, moved, range } = await page.evaluate(
    () => Reflect.get(globalThis, 'benchFrames') as FramesSeen,
    null,
  )
  await page.close()
  if (moved < Math.min(range, (TURNS * WHEEL_PX) / 4))
    throw new Error(`${scroll.what} scrolled by ${moved} px only`)
  const p99 = percentile(frames, 0.99)
  console.log(
    `  scrolling ${scroll.what}: p50 ${milliseconds(percentile(frames, 0.5))}, p99 ${milliseconds(p99)}, ${frames.length} frames`,
  )
  return p99
}

/** What was measured while scrolling. */
interface FramesSeen {
  /** Time between two frames, in milliseconds. */
  readonly frames: number[]
  /** The largest scroll distance of any element, in pixels. */
  moved: number
  /** The scroll range of that element, in pixels. */
  range: number
}

/** Runs in the page: scrolls an element into view and returns its centre. */
function placeOf(selector: string | null): { x: number; y: number } {
  if (selector === null) return { x: 4, y: innerHeight / 2 }
  const element = document.querySelector(selector)
  if (!element) throw new Error(`no ${selector}`)
  element.scrollIntoView({ block: 'center' })
  const { left, top, width, height } = element.getBoundingClientRect()
  return { x: left + width / 2, y: top + height / 2 }
}

/** Runs in the page: records frame times and the largest scroll distance. */
function watchFrames(): void {
  const found: FramesSeen = { frames: [], moved: 0, range: 0 }
  Reflect.set(globalThis, 'benchFrames', found)
  let last: number | null = null
  const next = (now: number) => {
    if (last !== null) found.frames.push(now - last)
    last = now
    requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
  // Scrolling goes to and fro, so the starting position is passed as well.
  const places = new Map<EventTarget, { least: number; most: number }>()
  document.addEventListener(
    'scroll',
    ({ target }) => {
      if (!target) return
      const element = target instanceof Element ? target : document.documentElement
      const place = element.scrollTop + element.scrollLeft
      const before = places.get(target) ?? { least: place, most: place }
      const least = Math.min(before.least, place)
      const most = Math.max(before.most, place)
      places.set(target, { least, most })
      if (most - least <= found.moved) return
      const { scrollHeight, clientHeight, scrollWidth, clientWidth } = element
      found.moved = most - least
      found.range = Math.max(scrollHeight - clientHeight, scrollWidth - clientWidth)
    },
    { capture: true, passive: true },
  )
}
