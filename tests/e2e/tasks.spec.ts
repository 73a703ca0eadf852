import type { Page } from '@playwright/test'
import { StreamProxy } from '../support/streamProxy'
import type { StudioProcess } from '../support/studioProcess'
import {
  clearFaults,
  createByApi,
  expect,
  fault,
  ONE_SENTENCE,
  runCompletes,
  knowsSystems,
  runStage,
  story,
  test,
} from './fixtures'

/** Two scenes: enough to choose from. */
const TALE = story('taohuayuan.txt').slice(0, 150)
const MATCHING = 'storyboard_matching'

/** A project whose story is rewritten, and nothing else. */
async function rewritten(studio: StudioProcess, name = '桃花源记'): Promise<string> {
  const id = await createByApi(studio, TALE, name)
  await runStage(studio, id, 'rewrite')
  return id
}
const extraction = (page: Page) => page.locator('[data-extraction]')
const extract = (page: Page) => page.locator('[data-action="extract"]')
const preview = (page: Page) => page.getByRole('dialog', { name: /AI 提取的分镜/ })
const notices = (page: Page) => page.locator('[data-notice]')
const phase = (page: Page, name: string) => expect(extraction(page)).toHaveAttribute('data-extraction', name)

async function open(page: Page, id: string, origin = '') {
  await page.goto(`${origin}/projects/${id}/storyboard`)
  await expect(extract(page)).toBeEnabled()
}

test.afterEach(async ({ studio }) => clearFaults(studio))

// The checklist of the job stream's source document: 功能测试 1 to 5.
test('AI 提取分镜: press, watch extraction and matching, get one notice and the preview, and take the scenes', async ({
  page,
  studio,
}) => {
  const id = await rewritten(studio)
  await fault(studio, { fault: 'slow_job', job_type: MATCHING, ms: 400 })
  await open(page, id)
  await extract(page).click()
  await phase(page, 'matching')
  await expect(page.getByRole('button', { name: '任务，1 个进行中' })).toBeVisible()
  await expect(preview(page)).toBeVisible()
  await expect(notices(page)).toHaveCount(1)
  await expect(notices(page)).toContainText('AI分镜生成完成！')

  const scenes = preview(page).locator('[data-proposed]')
  const count = await scenes.count()
  expect(count).toBeGreaterThan(1)
  await scenes.first().getByRole('checkbox').uncheck()
  await preview(page).locator('[data-action="accept"]').click()
  await expect(preview(page)).toBeHidden()
  await expect(page.locator('[data-stage="storyboard"]')).toHaveAttribute('data-status', 'completed')
  await expect(page.locator('[data-stage="storyboard"] [data-scene]')).toHaveCount(count - 1)
  await expect(notices(page)).toHaveCount(0)
  await page.reload()
  await expect(extract(page)).toBeEnabled()
  await phase(page, 'none')
  await expect(notices(page)).toHaveCount(0)
})

test('scenes can be discarded, or decided on later', async ({ page, studio }) => {
  const id = await rewritten(studio)
  await open(page, id)
  await extract(page).click()
  await preview(page).locator('[data-action="later"]').click()
  await expect(preview(page)).toBeHidden()
  await page.reload()
  await phase(page, 'proposed')
  await expect(preview(page)).toBeHidden()
  await page.locator('[data-action="preview"]').click()
  await preview(page).locator('[data-action="discard-scenes"]').click()
  await expect(preview(page)).toBeHidden()
  await phase(page, 'none')
  await expect(page.locator('[data-stage="storyboard"]')).toHaveAttribute('data-status', 'pending')
})

// 异常测试 1 to 4.
test('任务失败时显示错误信息, 任务取消时显示取消提示, 不会重复显示, 切换页面后返回状态正确', async ({
  page,
  studio,
}) => {
  const id = await rewritten(studio)
  await fault(studio, { fault: 'fail_job', job_type: MATCHING, times: 1 })
  await open(page, id)
  await extract(page).click()
  await phase(page, 'failed')
  await expect(extraction(page).getByRole('alert')).toContainText('这个任务按要求失败（模拟故障）。')
  await expect(notices(page)).toHaveCount(1)
  await page.reload()
  await phase(page, 'failed')
  await expect(notices(page)).toHaveCount(0)

  await fault(studio, { fault: 'slow_job', job_type: MATCHING, ms: 1_000 })
  await extract(page).click()
  await phase(page, 'matching')
  await page.goto('/projects')
  await page.goBack()
  await phase(page, 'matching')
  await page.locator('[data-action="cancel-extraction"]').click()
  await phase(page, 'cancelled')
  await expect(notices(page)).toContainText('任务已被取消')
})

test('a result that cannot be read is said, and nothing is thrown', async ({ page, studio }) => {
  const id = await rewritten(studio)
  await fault(studio, { fault: 'bad_result', times: 1 })
  await open(page, id)
  await extract(page).click()
  await phase(page, 'malformed')
  await expect(extraction(page)).toContainText('服务器返回的结果无法读取')
})

test('a cut stream, malformed and repeated snapshots do not wipe what is shown', async ({ page, studio }) => {
  const id = await rewritten(studio)
  await fault(studio, { fault: 'slow_job', job_type: MATCHING, ms: 1_500 })
  await open(page, id)
  await extract(page).click()
  await phase(page, 'matching')
  for (const name of ['malformed', 'duplicate']) await fault(studio, { fault: name, project_id: 'tasks' })
  await fault(studio, { fault: 'drop', project_id: 'tasks' })
  await expect(extraction(page)).toHaveAttribute('data-extraction', 'matching')
  await clearFaults(studio)
  await expect(preview(page)).toBeVisible()
  await expect(notices(page)).toHaveCount(1)
})

test('a reload in mid-task loses nothing', async ({ page, studio }) => {
  const id = await rewritten(studio)
  await fault(studio, { fault: 'slow_job', job_type: MATCHING, ms: 1_500 })
  await open(page, id)
  await extract(page).click()
  await phase(page, 'matching')
  await page.reload()
  await phase(page, 'matching')
  await clearFaults(studio)
  await expect(preview(page)).toBeVisible()
})

test('a task that the server forgot does not spin for ever', async ({ page, studio }) => {
  const id = await rewritten(studio)
  await fault(studio, { fault: 'slow_job', job_type: MATCHING, ms: 1_500 })
  await open(page, id)
  await extract(page).click()
  await phase(page, 'matching')
  await fault(studio, { fault: 'lost_job' })
  await fault(studio, { fault: 'hidden_jobs' })
  await phase(page, 'unknown')
  await page.goto('/tasks')
  await expect(page.locator(`[data-task][data-status="unknown"]`).first()).toContainText('找不到这个任务')
  await expect(page.locator('[data-task][data-status="running"]')).toHaveCount(0)
})

test('started on one machine, watched on another; jobs that ended before are told nowhere', async ({
  browser,
  page,
  studio,
}) => {
  const id = await rewritten(studio, '另一台电脑')
  await open(page, id)
  await extract(page).click()
  await expect(notices(page)).toHaveCount(1)
  const context = await browser.newContext({ locale: 'zh-CN', baseURL: studio.url })
  const other = await context.newPage()
  await other.goto('/tasks')
  const row = other.locator('[data-task]', { hasText: '另一台电脑' }).first()
  await expect(row).toHaveAttribute('data-status', 'completed')
  await expect(row).toHaveAttribute('data-task-kind', 'job')
  await expect(notices(other)).toHaveCount(0)
  await context.close()
})

test('one open job stream per person however many tabs, and one notice', async ({ context, studio }) => {
  const proxy = new StreamProxy(studio.url, '/api/tasks/stream')
  await proxy.start()
  try {
    const id = await rewritten(studio)
    const pages = [await context.newPage(), await context.newPage(), await context.newPage()]
    for (const page of pages) await open(page, id, proxy.url)
    await expect.poll(() => proxy.streams.length).toBe(1)
    const [first] = pages
    if (first) await extract(first).click()
    for (const page of pages) await phase(page, 'proposed')
    await expect
      .poll(async () => {
        const counts = await Promise.all(pages.map((page) => notices(page).count()))
        return counts.reduce((sum, count) => sum + count, 0)
      })
      .toBe(1)
    expect(proxy.most).toBe(1)
  } finally {
    await proxy.close()
  }
})

test('the task centre filters in the address, searches, cancels and leads to the place', async ({
  page,
  studio,
}) => {
  const id = await rewritten(studio, '武陵人')
  await fault(studio, { fault: 'slow_job', job_type: MATCHING, ms: 1_500 })
  await open(page, id)
  await extract(page).click()
  await phase(page, 'matching')
  await page.goto('/tasks')
  await page.getByRole('link', { name: '进行中', exact: true }).click()
  await expect(page).toHaveURL(/\/tasks\?show=active$/)
  await page.getByRole('searchbox').fill('武陵')
  await expect(page).toHaveURL(/search=/)
  const row = page.locator('[data-task]', { hasText: '武陵人' })
  await expect(row).toHaveCount(1)
  await expect(row).toHaveAttribute('data-status', 'running')
  await row.locator('[data-action="cancel"]').click()
  await expect(row).toHaveCount(0)
  await page.getByRole('link', { name: '未完成', exact: true }).click()
  await expect(page.getByRole('heading', { name: '没有符合条件的任务' })).toBeVisible()
  await page.getByRole('link', { name: '全部', exact: true }).click()
  await page
    .locator('[data-task][data-status="cancelled"]')
    .first()
    .getByRole('link', { name: '查看' })
    .click()
  await expect(page).toHaveURL(new RegExp(`/projects/${id}/storyboard$`))
})

test('a backend without background tasks shows none of it, and is asked once a session', async ({
  page,
  finishedFilm,
}) => {
  const asked: string[] = []
  await page.route(/\/api\/(?:v1\/)?(?:tasks|creative|generate)/, async (route) => {
    asked.push(new URL(route.request().url()).pathname)
    await route.fulfill({ status: 404, json: { detail: 'Not found.' } })
  })
  await page.goto(`/projects/${finishedFilm}`)
  const systems = ['/api/creative/batches/', '/api/generate', '/api/tasks/stream', '/api/v1/tasks/']
  await expect.poll(() => [...asked].sort()).toEqual(systems)
  // A page that is left before it has its answers would have to ask again.
  await knowsSystems(page)
  await page.goto('/projects')
  await page.goto('/tasks')
  await expect(page.getByRole('heading', { name: '这个服务器没有这样的任务。' })).toBeVisible()
  await page.goto(`/projects/${finishedFilm}`)
  // What the page makes of the film by itself is loaded last, and needs no task of the backend.
  await expect(page.locator('[data-export="mp4"]')).toBeVisible()
  await expect(
    page.locator('[data-action="tasks"], [data-extraction], [data-variants], [data-export-phase]'),
  ).toHaveCount(0)
  expect([...asked].sort()).toEqual(systems)
})

const variants = (page: Page) => page.locator('[data-variants]')
const comparison = (page: Page) => page.getByRole('dialog', { name: '比较版本' })

async function openRewrite(page: Page, id: string) {
  await page.goto(`/projects/${id}/rewrite`)
  await expect(page.locator('[data-action="write-variants"]')).toBeEnabled()
}

test('写 N 个版本: written one by one, compared side by side, and one chosen as the text', async ({
  page,
  studio,
}) => {
  const id = await rewritten(studio)
  await fault(studio, { fault: 'stale_batch' })
  await fault(studio, { fault: 'duplicate', project_id: 'tasks' })
  await openRewrite(page, id)
  await page.locator('select[name="variants"]').selectOption('2')
  await page.locator('[data-action="write-variants"]').click()
  await expect(variants(page)).toHaveAttribute('data-variants', 'writing')
  await expect(variants(page)).toHaveAttribute('data-variants', 'ready')
  await expect(notices(page)).toHaveCount(1)
  await page.locator('[data-action="compare"]').click()
  const copies = comparison(page).locator('[data-copy]')
  await expect(copies).toHaveCount(2)
  await expect(copies.first()).toContainText('现在的改写')
  await expect(copies.nth(1).locator('del').first()).toBeVisible()
  await copies.nth(1).locator('[data-action="choose"]').click()
  await expect(comparison(page)).toBeHidden()
  await page.locator('[data-action="compare"]').click()
  await expect(copies.nth(1)).toContainText('现在的改写')
  await page.goto('/tasks')
  await expect(page.locator('[data-task-kind="batch"]').first()).toHaveAttribute('data-status', 'completed')
})

test('one failure does not mean starting over: the versions that were written stay, with the error beside them', async ({
  page,
  studio,
}) => {
  const id = await rewritten(studio)
  await fault(studio, { fault: 'fail_stage', stage: 'rewrite', project_id: id, times: 1 })
  await openRewrite(page, id)
  await page.locator('select[name="variants"]').selectOption('2')
  await page.locator('[data-action="write-variants"]').click()
  await expect(variants(page)).toHaveAttribute('data-variants', 'partial')
  await expect(variants(page)).toContainText('1 / 2 个版本写成')
  await expect(variants(page)).toContainText('这个阶段按要求失败（模拟故障）。')
  await expect(page.locator('[data-action="compare"]')).toBeVisible()
  await page.goto('/tasks')
  await expect(page.locator('[data-task-kind="batch"]').first()).toHaveAttribute('data-status', 'partial')
})

test('a batch survives a cut stream and a reload, and is not held for ever when the server lost it', async ({
  page,
  studio,
}) => {
  const id = await rewritten(studio)
  await fault(studio, { fault: 'slow', stage: 'rewrite', project_id: id, ms: 40 })
  await openRewrite(page, id)
  await page.locator('[data-action="write-variants"]').click()
  await expect(variants(page)).toHaveAttribute('data-variants', 'writing')
  await fault(studio, { fault: 'drop', project_id: 'tasks' })
  await page.reload()
  await expect(variants(page)).toHaveAttribute('data-variants', 'writing')
  await fault(studio, { fault: 'lost_batch' })
  await fault(studio, { fault: 'drop', project_id: 'tasks' })
  await expect(variants(page)).toHaveAttribute('data-variants', 'unknown')
})

test('the tab shows the progress of a run in its title and icon, so that it can be followed from another one', async ({
  page,
  studio,
}) => {
  const id = await createByApi(studio, ONE_SENTENCE, '一句话')
  await fault(studio, { fault: 'slow', project_id: id, stage: 'image_generation', ms: 4_000 })
  await page.goto(`/projects/${id}`)
  const icon = page.locator('link[rel="icon"]')
  await expect(icon).toHaveAttribute('href', '/favicon.svg')
  await page.locator('[data-action="run"]').click()
  await expect(page).toHaveTitle(/^[1-9]\d* % · 一句话 · Dailies$/)
  await expect(icon).toHaveAttribute('href', /^data:image\/svg\+xml,/)
  await runCompletes(page)
  await expect(page).toHaveTitle('一句话 · Dailies')
  await expect(icon).toHaveAttribute('href', '/favicon.svg')
})

test('the system tells an outcome only while the page is hidden, and only if the person asked for it', async ({
  context,
  page,
  studio,
}) => {
  await context.addInitScript(() => {
    const told: string[] = []
    Object.assign(window, { told })
    class FakeNotification {
      static permission = 'default'
      static requestPermission() {
        FakeNotification.permission = 'granted'
        return Promise.resolve('granted')
      }
      close() {}
      constructor(_: string, { body }: { body: string }) {
        told.push(body)
      }
    }
    Object.assign(window, { Notification: FakeNotification })
  })
  const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told)
  const hide = () =>
    page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
  const id = await rewritten(studio)
  await fault(studio, { fault: 'fail_job' })
  await open(page, id)
  await extract(page).click()
  await expect(notices(page)).toHaveCount(1)
  expect(await told()).toEqual([])

  await page.locator('[data-action="tasks"]').click()
  await page.getByRole('link', { name: '全部任务' }).click()
  await page.getByRole('checkbox', { name: /系统通知/ }).check()
  await page.goBack()
  await expect(extract(page)).toBeEnabled()
  await fault(studio, { fault: 'slow_job', ms: 500 })
  await extract(page).click()
  await phase(page, 'running')
  await hide()
  await expect.poll(told).toEqual([expect.stringContaining('失败')])
})
