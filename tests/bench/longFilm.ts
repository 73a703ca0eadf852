import { chromium, type Browser, type Page } from '@playwright/test'
import { serveFilm } from '../e2e/longFilm'
import { BROWSER_ARGS, ensureBrowser } from '../support/browser'
import { StudioProcess } from '../support/studioProcess'

/*
 * What a long film costs: the time until its first scene is painted, beside that of a film of 3 scenes, and the time
 * of a frame while each of its lists is scrolled from end to end. Run `npm run build` first.
 */

const SCENES = 300
const ROUNDS = 7
/** Pixels a frame: 3,000 a second at 60 frames. */
const STEP_PX = 50
const FRAMES = 240

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN
const p99 = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? NaN

async function open(browser: Browser, url: string, id: string, scenes: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  await serveFilm(page, id, scenes)
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('[data-scene="1"]')) return
      observer.disconnect()
      requestAnimationFrame(() => setTimeout(() => performance.mark('first-scene')))
    }).observe(document, { childList: true, subtree: true })
  })
  await page.goto(`${url}/projects/${id}`)
  return page
}

/** From the answer with the scenes to the paint of the first of them, in milliseconds. */
async function firstScene(browser: Browser, url: string, id: string, scenes: number): Promise<number> {
  const page = await open(browser, url, id, scenes)
  await page.waitForFunction(() => performance.getEntriesByName('first-scene').length > 0)
  const time = await page.evaluate(() => performance.getEntriesByName('first-scene')[0]?.startTime ?? NaN)
  await page.context().close()
  return time
}

/** The times of the frames in which a list is scrolled on and on, in milliseconds. */
function scroll(page: Page, selector: string, axis: 'scrollTop' | 'scrollLeft'): Promise<number[]> {
  return page
    .locator(selector)
    .first()
    .evaluate(
      (list, { frames, step, along }) =>
        new Promise<number[]>((resolve) => {
          let scroller = list
          while (scroller.parentElement && getComputedStyle(scroller).overflow === 'visible')
            scroller = scroller.parentElement
          const times: number[] = []
          let before = performance.now()
          const next = (now: number) => {
            times.push(now - before)
            before = now
            scroller[along] += step
            if (times.length < frames) requestAnimationFrame(next)
            else resolve(times.slice(1))
          }
          requestAnimationFrame(next)
        }),
      { frames: FRAMES, step: STEP_PX, along: axis },
    )
}

const LISTS = [
  { name: 'strip', selector: '.strip ol', axis: 'scrollLeft' },
  { name: 'storyboard', selector: '[data-stage="storyboard"] ol', axis: 'scrollTop' },
  { name: 'images', selector: '[data-stage="image_generation"] ol', axis: 'scrollTop' },
  { name: 'camera', selector: '[data-stage="camera_movement"] ol', axis: 'scrollTop' },
  { name: 'clips', selector: '[data-stage="video_generation"] ol', axis: 'scrollTop' },
] as const

const studio = new StudioProcess()
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGS })
try {
  await studio.start()
  const answer = await fetch(`${studio.url}/api/v1/projects/projects/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'long', original_topic: '渔人沿着溪水走。' }),
  })
  const id = String(((await answer.json()) as { id: string | number }).id)
  const times: Record<number, number[]> = { 3: [], [SCENES]: [] }
  for (let round = 0; round < ROUNDS; round++)
    for (const scenes of [3, SCENES]) times[scenes]?.push(await firstScene(browser, studio.url, id, scenes))
  const [few, many] = [median(times[3] ?? []), median(times[SCENES] ?? [])]
  console.log(
    `first scene: ${few.toFixed(0)} ms with 3, ${many.toFixed(0)} ms with ${SCENES}: ${(many / few).toFixed(2)}`,
  )

  const page = await open(browser, studio.url, id, SCENES)
  await page.locator('[aria-posinset]').first().waitFor()
  for (const { name, selector, axis } of LISTS) {
    const frames = await scroll(page, selector, axis)
    console.log(
      `${name.padEnd(12)} frame p50 ${median(frames).toFixed(1)} ms, p99 ${p99(frames).toFixed(1)} ms`,
    )
  }
} finally {
  await browser.close()
  await studio.dispose()
}
