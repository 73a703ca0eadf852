import type { BrowserContext, Page } from '@playwright/test'
import type { StudioProcess } from '../support/studioProcess'
import {
  clearFaults,
  command,
  createByApi,
  expect,
  fault,
  ONE_SENTENCE,
  runCompletes,
  SHORT_STORY,
  storedText,
  story,
  test,
  unfold,
} from './fixtures'

/** The message while a proxy buffers the stream. */
const BLOCKED = '收不到实时更新，改为每隔几秒检查一次'

const root = (page: Page) => page.locator('[data-project-status]')
const rewrite = (page: Page) => page.locator('[data-stage="rewrite"] [data-live-text]').first()

test.afterEach(async ({ studio }) => clearFaults(studio))

/** Open a tab for each URL: the first alone, then the others together. */
async function openTabs(
  context: BrowserContext,
  [first = '', ...others]: readonly string[],
): Promise<Page[]> {
  const open = async (url: string) => {
    const page = await context.newPage()
    await page.goto(url)
    return page
  }
  return [await open(first), ...(await Promise.all(others.map(open)))]
}

/** Expect the text to grow in each tab. All are checked at once, because the text is finite. */
async function expectGrowth(pages: readonly Page[]) {
  const lengthIn = async (page: Page) => ((await rewrite(page).textContent()) ?? '').length
  await Promise.all(
    pages.map(async (page) => {
      const before = await lengthIn(page)
      await expect.poll(() => lengthIn(page)).toBeGreaterThan(before)
    }),
  )
}

/** Open a project in twelve tabs and run its rewrite slowly. */
async function watchTwelvefold(context: BrowserContext, studio: StudioProcess, origin: string) {
  await fault(studio, { fault: 'slow', ms: 300 })
  const id = await createByApi(studio, story('taohuayuan.txt').slice(0, 400))
  const pages = await openTabs(context, Array<string>(12).fill(`${origin}/projects/${id}`))
  for (const page of pages) await expect(root(page)).toHaveAttribute('data-connection-status', 'open')
  await command(studio, id, 'execute_stage', { stage_name: 'rewrite', input_data: {} })
  for (const page of pages) await expect(rewrite(page)).not.toHaveText('')
  return { id, pages }
}

/** Let the rewrite finish, and expect each tab to show all of it. */
async function expectWhole(pages: readonly Page[], studio: StudioProcess, id: string) {
  await clearFaults(studio)
  for (const page of pages)
    await expect(page.locator('[data-stage="rewrite"]').first()).toHaveAttribute('data-status', 'completed')
  const truth = await storedText(studio.url, id)
  for (const page of pages) {
    await unfold(page, 'rewrite')
    expect(await rewrite(page).textContent()).toBe(truth)
  }
}

test.describe('twelve tabs on one project', () => {
  test('share one stream, and continue when the first tab is closed', async ({
    context,
    gateway,
    studio,
  }) => {
    const { id, pages } = await watchTwelvefold(context, studio, gateway.url)
    expect(gateway.streams).toHaveLength(1)
    const [first, ...others] = pages
    await first?.close()
    await expectGrowth(others)
    await expectWhole(others, studio, id)
    expect(gateway.most).toBe(1)
    for (const page of others) await page.close()
    await expect.poll(() => gateway.streams.length).toBe(0)
  })
})

test.describe('twelve tabs in a browser without shared workers', () => {
  test.beforeEach(async ({ context }) => {
    await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'))
  })

  test('share one stream, and continue when the leading tab is closed', async ({
    context,
    gateway,
    studio,
  }) => {
    const { id, pages } = await watchTwelvefold(context, studio, gateway.url)
    expect(gateway.streams).toHaveLength(1)
    // The first tab was open before the others, so it is the leader.
    const [first, ...others] = pages
    await first?.close()
    await expectGrowth(others)
    expect(gateway.streams).toHaveLength(1)
    await expectWhole(others, studio, id)
  })

  test('continue when the leading tab is frozen', async ({ context, gateway, studio }) => {
    const { id, pages } = await watchTwelvefold(context, studio, gateway.url)
    const [first, ...others] = pages
    if (!first) throw new Error('no tab')
    // Paused in the debugger it does nothing but keeps its lock, like a frozen tab.
    const devtools = await context.newCDPSession(first)
    await devtools.send('Debugger.enable')
    await devtools.send('Debugger.pause')
    // Another tab has become the leader and opened its own stream.
    await expect.poll(() => gateway.opened).toBeGreaterThan(1)
    await expectGrowth(others)
    await devtools.send('Debugger.resume')
    await devtools.send('Debugger.disable')
    // The resumed tab follows the new leader.
    await expectWhole(pages, studio, id)
    await expect.poll(() => gateway.streams.length).toBe(1)
  })

  test('continue when the leading tab crashes', async ({ context, gateway, studio }) => {
    const { id, pages } = await watchTwelvefold(context, studio, gateway.url)
    const [first, ...others] = pages
    await Promise.all([first?.waitForEvent('crash'), first?.goto('chrome://crash').catch(() => null)])
    await expect.poll(() => gateway.opened).toBeGreaterThan(1)
    await expectGrowth(others)
    await expectWhole(others, studio, id)
  })
})

test.describe('eight tabs on eight projects', () => {
  test('stay live and correct with at most four streams', async ({ context, gateway, studio }) => {
    await fault(studio, { fault: 'slow', ms: 60 })
    const ids: string[] = []
    for (let index = 0; index < 8; index += 1) ids.push(await createByApi(studio, ONE_SENTENCE))
    const pages = await openTabs(
      context,
      ids.map((id) => `${gateway.url}/projects/${id}`),
    )
    for (const page of pages) await expect(root(page)).toHaveAttribute('data-project-status', 'draft')
    await expect.poll(() => gateway.streams.length).toBe(4)
    const statuses = await Promise.all(pages.map((page) => root(page).getAttribute('data-connection-status')))
    expect(statuses.filter((status) => status === 'open')).toHaveLength(4)
    expect(statuses.filter((status) => status === 'waiting')).toHaveLength(4)
    for (const id of ids) await command(studio, id, 'run_pipeline')
    await clearFaults(studio)
    for (const page of pages) await runCompletes(page)
    expect(gateway.most).toBeLessThanOrEqual(4)
    // When a stream closes, a waiting tab opens one.
    await pages[statuses.indexOf('open')]?.close()
    const waiting = pages.filter((_, index) => statuses[index] === 'waiting')
    await expect
      .poll(async () => {
        const now = await Promise.all(
          waiting.map((page) => root(page).getAttribute('data-connection-status')),
        )
        return now.filter((status) => status === 'open').length
      })
      .toBe(1)
  })
})

test.describe('a reload in the middle of a run', () => {
  test('shows the text so far at once, before the server has answered', async ({ page, gateway, studio }) => {
    await fault(studio, { fault: 'slow', ms: 400 })
    const id = await createByApi(studio, SHORT_STORY)
    await page.goto(`${gateway.url}/projects/${id}`)
    await expect(root(page)).toHaveAttribute('data-connection-status', 'open')
    await command(studio, id, 'run_pipeline')
    await expect.poll(async () => ((await rewrite(page).textContent()) ?? '').length).toBeGreaterThan(10)
    const before = (await rewrite(page).textContent()) ?? ''
    await fault(studio, { fault: 'slow_snapshot', ms: 60_000, times: 1 })
    gateway.hold()
    await page.reload()
    await expect(rewrite(page)).toContainText(before)
    await clearFaults(studio)
    gateway.release()
    await runCompletes(page)
    await unfold(page, 'rewrite')
    expect(await rewrite(page).textContent()).toBe(await storedText(studio.url, id))
  })
})

test.describe('a proxy that buffers the stream', () => {
  test('is detected and shown; the page follows the run to its end, and the stream reopens', async ({
    page,
    gateway,
    studio,
  }) => {
    gateway.hold()
    await fault(studio, { fault: 'slow', ms: 100 })
    const id = await createByApi(studio, ONE_SENTENCE)
    await page.goto(`${gateway.url}/projects/${id}`)
    await expect(root(page)).toHaveAttribute('data-project-status', 'draft')
    await page.locator('[data-action="run"]').click()
    await expect(page.getByText(BLOCKED)).toBeVisible()
    await expect(root(page)).toHaveAttribute('data-connection-status', 'waiting')
    await clearFaults(studio)
    await runCompletes(page)
    await expect(root(page)).toHaveAttribute('data-connection-status', 'waiting')
    gateway.release()
    await expect(root(page)).toHaveAttribute('data-connection-status', 'open')
    await expect(page.getByText(BLOCKED)).toHaveCount(0)
  })

  test('does not stop the page from following a run when the buffering starts in the middle', async ({
    page,
    gateway,
    studio,
  }) => {
    await fault(studio, { fault: 'slow', ms: 100 })
    const id = await createByApi(studio, ONE_SENTENCE)
    await page.goto(`${gateway.url}/projects/${id}`)
    await expect(root(page)).toHaveAttribute('data-connection-status', 'open')
    await command(studio, id, 'run_pipeline')
    await expect(root(page)).toHaveAttribute('data-project-status', 'processing')
    gateway.hold()
    await clearFaults(studio)
    await runCompletes(page)
  })
})
