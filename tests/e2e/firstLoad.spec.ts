import type { Page } from '@playwright/test'
import { clearFaults, command, createByApi, expect, fault, runCompletes, SHORT_STORY, test } from './fixtures'
import { serveFilm } from './longFilm'

/** Delay the code of a view until `release` is called. */
async function holdBack(page: Page, view: string) {
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  const asked = page.waitForRequest(`**/assets/${view}-*.js`)
  await page.route(`**/assets/${view}-*.js`, async (route) => {
    await released
    await route.continue()
  })
  return { asked, release }
}

/** Count the page's answered calls to a path. */
function countAnswers(page: Page, path: RegExp) {
  const answers = { count: 0 }
  page.on('response', (response) => {
    if (path.test(new URL(response.url()).pathname)) answers.count += 1
  })
  return answers
}

test.describe('the first load', () => {
  test('requests a project and its stream before the code of the view has loaded, and only once', async ({
    page,
    studio,
    gateway,
  }) => {
    const id = await createByApi(studio, SHORT_STORY)
    const snapshots = countAnswers(page, /\/projects\/projects\/[^/]+\/$/)
    const view = await holdBack(page, 'ProjectView')
    await page.goto(`${gateway.url}/projects/${id}`)
    await view.asked
    await expect.poll(() => gateway.opened).toBe(1)
    await expect.poll(() => snapshots.count).toBeGreaterThan(0)
    await expect(page.locator('[data-project-status]')).toHaveCount(0)
    const before = snapshots.count

    view.release()
    await expect(page.locator('[data-project-status]')).toHaveAttribute('data-project-status', 'draft')
    await expect(page.locator('[data-connection-status]')).toHaveAttribute('data-connection-status', 'open')
    expect(snapshots.count).toBe(before)
    expect(gateway.opened).toBe(1)
  })

  test('requests the list before the code of the view has loaded, and only once', async ({
    page,
    studio,
  }) => {
    await createByApi(studio, SHORT_STORY, '先到的数据')
    const pages = countAnswers(page, /\/projects\/projects\/$/)
    const view = await holdBack(page, 'ProjectListView')
    await page.goto('/projects?search=先到的数据')
    await view.asked
    await expect.poll(() => pages.count).toBe(1)

    view.release()
    await expect(page.getByRole('heading', { name: '先到的数据' }).first()).toBeVisible()
    expect(pages.count).toBe(1)
  })

  for (const width of [360, 1440])
    for (const scenes of [3, 300])
      test(`shifts no layout on a finished film of ${scenes} scenes at ${width} px`, async ({
        page,
        studio,
      }) => {
        await page.setViewportSize({ width, height: 900 })
        const id = await createByApi(studio, SHORT_STORY)
        await serveFilm(page, id, scenes)
        await recordShifts(page)
        await page.goto(`/projects/${id}`)
        await expect(page.locator('[data-frame-of="1"]')).toBeVisible()
        await expect(page.locator('[data-connection-status]')).toHaveAttribute(
          'data-connection-status',
          'open',
        )
        await playerShown(page)
        await picturesShown(page)
        expect(await shiftOf(page)).toBeLessThan(0.02)
      })

  test('on a phone the name of the product gives way to the project’s', async ({ page, studio }) => {
    await page.setViewportSize({ width: 360, height: 740 })
    const id = await createByApi(studio, SHORT_STORY, '桃花源记')
    await page.goto(`/projects/${id}`)
    // The button of the palette comes last, and takes room as well.
    await page.locator('[data-action="palette"]').waitFor()
    await expect(page.getByText('Dailies', { exact: true })).toBeHidden()
    const name = page.getByRole('navigation', { name: '当前位置' }).getByRole('link')
    await expect(name).toHaveText('桃花源记')
    expect(await name.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
  })

  test('shifts no layout in the middle of a run', async ({ page, studio }) => {
    await fault(studio, { fault: 'slow', ms: 60 })
    const id = await createByApi(studio, SHORT_STORY)
    await command(studio, id, 'run_pipeline')
    await recordShifts(page)
    await page.goto(`/projects/${id}`)
    await expect(page.locator('[data-stage="rewrite"] [data-live-text]').first()).not.toHaveText('')
    await clearFaults(studio)
    await runCompletes(page)
    await playerShown(page)
    await picturesShown(page)
    expect(await shiftOf(page)).toBeLessThan(0.02)
  })
})

interface ShiftEntry extends PerformanceEntry {
  readonly value: number
  readonly hadRecentInput: boolean
  readonly sources: readonly { readonly node: Node | null }[]
}
interface ShiftPage {
  shifts: { value: number; what: string[] }[]
}

/** Wait for the player, which is loaded when the page is idle. */
async function playerShown(page: Page): Promise<void> {
  await page.getByRole('slider', { name: '播放位置' }).waitFor()
}

/** Record layout shifts without user input, from the first frame on. */
async function recordShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: ShiftPage['shifts'] = []
    Object.assign(globalThis, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as ShiftEntry[])
        // The cursor at the live edge of a text is generated content, which has no node. It moves with the text.
        if (!entry.hadRecentInput && entry.sources.length > 0)
          shifts.push({
            value: entry.value,
            what: entry.sources.map(({ node }) =>
              node instanceof Element ? node.outerHTML.slice(0, 120) : '',
            ),
          })
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/** The sum of all layout shifts. A failing test reports what moved. */
async function shiftOf(page: Page): Promise<number> {
  const shifts = await page.evaluate(() => (globalThis as unknown as ShiftPage).shifts)
  const sum = shifts.reduce((total, { value }) => total + value, 0)
  if (sum >= 0.02) test.info().annotations.push({ type: 'shifts', description: JSON.stringify(shifts) })
  return sum
}

/** Wait until the first picture has loaded. */
async function picturesShown(page: Page): Promise<void> {
  const seen = page.locator('[data-film] img').first()
  await expect.poll(() => seen.evaluate((img: HTMLImageElement) => img.complete)).toBe(true)
}
