import type { Page, Request } from '@playwright/test'
import type { StudioProcess } from '../support/studioProcess'
import { clearFaults, createByApi, expect, fault, ONE_SENTENCE, runStage, test } from './fixtures'

const STATUS = '**/api/generate/status?**'
const box = (page: Page) => page.locator('[data-redraw]')
const phase = (page: Page, name: string) => expect(box(page)).toHaveAttribute('data-redraw', name)
const prompt = (page: Page) => page.locator('textarea[name="prompt"]')
const draw = (page: Page) => page.locator('[data-action="draw"]')
const picture = (page: Page) => page.getByRole('dialog').locator('figure img')

/** A project with its pictures, and nothing after them. */
async function pictured(studio: StudioProcess): Promise<string> {
  const id = await createByApi(studio, ONE_SENTENCE, '一句话')
  for (const stage of ['rewrite', 'storyboard', 'image_generation']) await runStage(studio, id, stage)
  return id
}

async function openPicture(page: Page, id: string) {
  await page.goto(`/projects/${id}/image_generation`)
  await expect(page.locator('[data-action="tasks"]')).toBeVisible()
  await page.getByRole('button', { name: '放大场景 1 的图片' }).click()
}
async function open(page: Page, id: string) {
  await openPicture(page, id)
  await page.locator('[data-action="redraw"]').click()
}

test.afterEach(async ({ studio }) => clearFaults(studio))

test('重画: one picture again with another prompt; it takes its place, and an answer to another question changes nothing', async ({
  page,
  studio,
}) => {
  const id = await pictured(studio)
  await open(page, id)
  await expect(prompt(page)).toBeFocused()
  await expect(prompt(page)).not.toHaveValue('')
  const before = await picture(page).getAttribute('src')
  await prompt(page).fill('')
  await draw(page).click()
  await expect(prompt(page)).toHaveAttribute('aria-invalid', 'true')
  await prompt(page).fill('黄昏的沙漠')
  await fault(studio, { fault: 'slow_job', job_type: 'picture', ms: 2_500, times: 1 })
  await draw(page).click()
  await phase(page, 'drawing')
  await expect(picture(page)).toHaveAttribute('src', before ?? '')
  // A reload in the middle loses nothing.
  await openPicture(page, id)
  await phase(page, 'drawing')
  await phase(page, 'done')
  await expect(picture(page)).not.toHaveAttribute('src', before ?? '')
  await expect(page.locator('[data-notice]')).toHaveText(/一句话 · 重画图片完成/)
})

test('a reference picture is checked before it is sent, shown, and sent with the prompt', async ({
  page,
  studio,
}) => {
  const id = await pictured(studio)
  await open(page, id)
  const input = page.locator('input[name="reference_image"]')
  const chosen = page.getByAltText('所选的参考图片')
  await input.setInputFiles({ name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') })
  await expect(box(page)).toContainText('请选择 JPEG、PNG 或 WebP 图片。')
  await input.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.alloc(9 * 1024 * 1024) })
  await expect(box(page)).toContainText('图片过大，最大 8 MB。')
  const still = await page.locator('figure img').first().screenshot()
  await input.setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: still })
  await expect(chosen).toBeVisible()
  const address = (await chosen.getAttribute('src')) ?? ''
  expect(address).toMatch(/^blob:/)
  await page.getByRole('button', { name: '移除参考图片' }).click()
  const isRevoked = (url: string) =>
    page.evaluate(
      (blob) =>
        fetch(blob).then(
          () => false,
          () => true,
        ),
      url,
    )
  expect(await isRevoked(address)).toBe(true)
  await input.setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: still })
  // The browser does not show the bytes of a form that holds a file, so its fields are read before they are sent.
  await page.evaluate(() => {
    const send = window.fetch.bind(window)
    window.fetch = (input, init) => {
      if (init?.body instanceof FormData) document.body.dataset['sent'] = [...init.body.keys()].join(' ')
      return send(input, init)
    }
  })
  const sent = page.waitForRequest('**/api/generate_advanced')
  await draw(page).click()
  await sent
  await expect(page.locator('body')).toHaveAttribute(
    'data-sent',
    'prompt reference_image project_id storyboard_id',
  )
  await phase(page, 'done')
})

// 错误处理
test('错误处理: the words of a failure are shown, and the picture can be asked for again', async ({
  page,
  studio,
}) => {
  const id = await pictured(studio)
  await fault(studio, { fault: 'fail_job', job_type: 'picture', times: 1 })
  await open(page, id)
  await draw(page).click()
  await phase(page, 'failed')
  await expect(box(page)).toContainText('这个任务按要求失败（模拟故障）。')
  await draw(page).click()
  await phase(page, 'done')
})

test('错误处理: 500 and answers that are not JSON are asked again, 404 is not held for ever', async ({
  page,
  studio,
}) => {
  const id = await pictured(studio)
  await fault(studio, { fault: 'slow_job', job_type: 'picture', ms: 1_000, times: 1 })
  let count = 0
  await page.route(STATUS, async (route) => {
    count += 1
    if (count === 1) await route.fulfill({ status: 500, json: { error: 'Internal server error' } })
    else if (count === 2) await route.fulfill({ status: 200, body: '{"data":{"status"' })
    else await route.continue()
  })
  await open(page, id)
  await draw(page).click()
  await phase(page, 'done')
  expect(count).toBeGreaterThan(2)
  await page.unroute(STATUS)
  await fault(studio, { fault: 'lost_picture' })
  await draw(page).click()
  await phase(page, 'unknown')
  await expect(box(page)).toContainText('服务器已找不到这个任务。')
  await clearFaults(studio)
  await page.locator('[data-action="check-again"]').click()
  await phase(page, 'done')
})

test('错误处理: 401 ends the asking and leads to sign-in', async ({ page, studio }) => {
  const id = await pictured(studio)
  await open(page, id)
  await page.route('**/api/**', (route) => route.fulfill({ status: 401, json: { detail: 'Not signed in' } }))
  await draw(page).click()
  await expect(page).toHaveURL(/\/login/)
})

test('取消: the question on its way is aborted, and nothing is asked after that, nor after leaving', async ({
  page,
  studio,
}) => {
  const id = await pictured(studio)
  await fault(studio, { fault: 'slow_job', job_type: 'picture', ms: 6_000, times: 1 })
  const asked: Request[] = []
  const failed: Request[] = []
  const isStatus = (request: Request) => request.url().includes('/api/generate/status')
  page.on('request', (request) => void (isStatus(request) && asked.push(request)))
  page.on('requestfailed', (request) => void (isStatus(request) && failed.push(request)))
  await open(page, id)
  await draw(page).click()
  await phase(page, 'drawing')
  await expect.poll(() => asked.length).toBeGreaterThan(0)
  await page.locator('[data-action="stop-redraw"]').click()
  await phase(page, 'stopped')
  await expect.poll(() => failed.length).toBe(1)
  const count = asked.length
  // Longer than the pause between two questions.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 2_500)))
  expect(asked.length).toBe(count)
})

test('a result that is no safe address is never shown', async ({ page, studio }) => {
  const id = await pictured(studio)
  await page.route(STATUS, (route) =>
    route.fulfill({ json: { data: { status: 'completed', result: 'javascript:alert(1)', error: null } } }),
  )
  await open(page, id)
  await draw(page).click()
  await phase(page, 'unsafe')
  await expect(page.locator('a[href^="javascript"], img[src^="javascript"]')).toHaveCount(0)
})

test('one tab asks for a picture, however many follow it', async ({ context, studio }) => {
  const id = await pictured(studio)
  await fault(studio, { fault: 'slow_job', job_type: 'picture', ms: 2_500, times: 1 })
  const pages = [await context.newPage(), await context.newPage()]
  const askers = new Set<Page>()
  for (const page of pages)
    page.on('request', (request) => void (request.url().includes('/generate/status') && askers.add(page)))
  const [first, second] = pages
  if (!first || !second) throw new Error('two pages')
  await open(first, id)
  await second.goto('/tasks')
  await expect(second.locator('[data-action="tasks"]')).toBeVisible()
  await draw(first).click()
  const row = second.locator('[data-task-kind="poll"]').first()
  await expect(row).toHaveAttribute('data-status', 'pending')
  await phase(first, 'drawing')
  expect([...askers]).toEqual([first])
  await phase(first, 'done')
  await expect(row).toHaveAttribute('data-status', 'completed')
})
