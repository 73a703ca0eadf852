import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { StreamProxy } from '../support/streamProxy'
import type { StudioProcess } from '../support/studioProcess'
import {
  clearFaults,
  command,
  createByApi,
  expect,
  fault,
  ONE_SENTENCE,
  RUN_TIMEOUT_MS,
  storedStatus,
  test,
} from './fixtures'

const EXPORT = 'film_export'
const panel = (page: Page) => page.locator('[data-export-phase]')
const exporting = (page: Page) => page.locator('[data-export="mp4"]')
const phase = (page: Page, name: string) => expect(panel(page)).toHaveAttribute('data-export-phase', name)
const download = (page: Page) => page.locator('[data-action="download-film"]')
const notices = (page: Page) => page.locator('[data-notice]')

async function open(page: Page, id: string, origin = '') {
  await page.goto(`${origin}/projects/${id}/video_generation`)
  await expect(exporting(page)).toBeEnabled()
}

/** A film of its own, so that its clips can be made again. */
async function film(studio: StudioProcess): Promise<string> {
  const id = await createByApi(studio, ONE_SENTENCE, '一句话')
  await command(studio, id, 'run_pipeline')
  await expect.poll(() => storedStatus(studio.url, id), { timeout: RUN_TIMEOUT_MS }).toBe('completed')
  return id
}

/** Where the newest clip of the first scene is. */
async function clipUrl(studio: StudioProcess, id: string): Promise<unknown> {
  const answer = await fetch(`${studio.url}/api/v1/projects/projects/${id}/`)
  const { stages } = (await answer.json()) as {
    stages: { stage_type: string; domain_data: { storyboards?: { videos?: { video_url: string }[] }[] } }[]
  }
  const clips = stages.find(({ stage_type: type }) => type === 'video_generation')?.domain_data.storyboards
  return clips?.[0]?.videos?.[0]?.video_url
}

test.afterEach(async ({ studio }) => clearFaults(studio))

test('导出短片: the film is exported while its progress shows, and downloaded as one file with subtitles', async ({
  page,
  finishedFilm,
  studio,
}) => {
  await fault(studio, { fault: 'slow_job', job_type: EXPORT, ms: 1_500 })
  await open(page, finishedFilm)
  await exporting(page).click()
  await phase(page, 'running')
  await expect(panel(page).getByRole('progressbar')).toBeVisible()
  await expect(page.getByRole('button', { name: '任务，1 个进行中' })).toBeVisible()
  await phase(page, 'ready')
  await expect(notices(page)).toHaveText(/axe · 导出短片完成/)
  const [file] = await Promise.all([page.waitForEvent('download'), download(page).click()])
  expect(file.suggestedFilename()).toBe('axe.mp4')
  const bytes = readFileSync(await file.path()).toString('latin1')
  expect(bytes.slice(4, 8)).toBe('ftyp')
  for (const track of ['avc1', 'tx3g']) expect(bytes).toContain(track)
  await page.goto('/tasks')
  const row = page.locator('[data-task-kind="task"][data-status="completed"]').first()
  await expect(row.getByRole('link', { name: /下载短片/ })).toHaveAttribute('href', /^\/media\/.*\.mp4$/)
})

test('a time-out is not called a failure: the stream is opened again, and the export goes on', async ({
  page,
  finishedFilm,
  studio,
}) => {
  const proxy = new StreamProxy(studio.url, '/sse/tasks/')
  await proxy.start()
  try {
    await fault(studio, { fault: 'slow_job', job_type: EXPORT, ms: 6_000 })
    await fault(studio, { fault: 'early_timeout', ms: 300, times: 1 })
    await open(page, finishedFilm, proxy.url)
    await exporting(page).click()
    await phase(page, 'running')
    await expect.poll(() => proxy.opened).toBeGreaterThan(1)
    await phase(page, 'running')
    await phase(page, 'ready')
    await expect(notices(page)).toHaveCount(1)
    // The task has ended, and so has its stream.
    await expect.poll(() => proxy.streams.length).toBe(0)
  } finally {
    await proxy.close()
  }
})

test('a cut stream, doubled and unreadable events do not end an export, and a reload in the middle loses nothing', async ({
  page,
  finishedFilm,
  studio,
}) => {
  await fault(studio, { fault: 'slow_job', job_type: EXPORT, ms: 6_000 })
  await fault(studio, { fault: 'duplicate', project_id: 'tasks' })
  await fault(studio, { fault: 'malformed', project_id: 'tasks' })
  await open(page, finishedFilm)
  await exporting(page).click()
  await phase(page, 'running')
  await fault(studio, { fault: 'drop', project_id: 'tasks' })
  await page.reload()
  await phase(page, 'running')
  await phase(page, 'ready')
})

test('the error of the server is shown in its words, and the export can be started again', async ({
  page,
  finishedFilm,
  studio,
}) => {
  await fault(studio, { fault: 'fail_job', job_type: EXPORT, times: 1 })
  await open(page, finishedFilm)
  await exporting(page).click()
  await phase(page, 'failed')
  await expect(panel(page)).toContainText('这个任务按要求失败（模拟故障）。')
  await expect(notices(page)).toHaveText(/axe · 导出短片失败：这个任务按要求失败（模拟故障）。/)
  await page.goto('/tasks')
  const failed = page.locator('[data-task-kind="task"][data-status="failed"]').first()
  await failed.locator('[data-action="retry"]').click()
  await expect(page.locator('[data-task-kind="task"]').first()).toHaveAttribute('data-status', 'completed')
})

for (const code of [404, 500])
  test(`保留轮询作为降级方案: where the stream answers ${code}, the export is asked for`, async ({
    page,
    finishedFilm,
    studio,
  }) => {
    await fault(studio, { fault: 'status', target: 'task_stream', code })
    await fault(studio, { fault: 'slow_job', job_type: EXPORT, ms: 1_500 })
    await open(page, finishedFilm)
    await exporting(page).click()
    await phase(page, 'ready')
    await expect(download(page)).toBeVisible()
  })

test('a stream that demands sign-in leads to it, and does not fail the export', async ({
  page,
  finishedFilm,
  studio,
}) => {
  await open(page, finishedFilm)
  await fault(studio, { fault: 'status', target: 'task_stream', code: 401, times: 1 })
  await exporting(page).click()
  await expect(page).toHaveURL(/\/login/)
  await expect(notices(page)).toHaveCount(0)
})

test('an export can be cancelled, and is followed by all tabs on one stream', async ({
  context,
  finishedFilm,
  studio,
}) => {
  const proxy = new StreamProxy(studio.url, '/sse/tasks/')
  await proxy.start()
  try {
    await fault(studio, { fault: 'slow_job', job_type: EXPORT, ms: 60_000 })
    const [first, second] = [await context.newPage(), await context.newPage()]
    await open(first, finishedFilm, proxy.url)
    await open(second, finishedFilm, proxy.url)
    await exporting(first).click()
    for (const page of [first, second]) await phase(page, 'running')
    expect(proxy.most).toBe(1)
    await second.locator('[data-action="cancel-export"]').click()
    for (const page of [first, second]) await phase(page, 'cancelled')
  } finally {
    await proxy.close()
  }
})

test('an export that the server forgot does not spin for ever, and can be asked for again', async ({
  page,
  finishedFilm,
  studio,
}) => {
  await fault(studio, { fault: 'slow_job', job_type: EXPORT, ms: 4_000, times: 1 })
  await open(page, finishedFilm)
  await exporting(page).click()
  await phase(page, 'running')
  await fault(studio, { fault: 'lost_task' })
  await fault(studio, { fault: 'drop', project_id: 'tasks' })
  await phase(page, 'unknown')
  await clearFaults(studio)
  await panel(page).locator('[data-action="check-again"]').click()
  await phase(page, 'ready')
})

test('one clip is made again, with its progress, while the others stay', async ({ page, studio }) => {
  const id = await film(studio)
  await open(page, id)
  const before = await clipUrl(studio, id)
  await fault(studio, { fault: 'slow', stage: 'video_generation', project_id: id, ms: 4_000 })
  await page.locator('li[data-scene="1"] [data-action="redo"]').click()
  await page.locator('[data-action="confirm"]').click()
  await expect(page.locator('[data-clip-again]')).toContainText('场景 1')
  await expect(exporting(page)).toHaveCount(0)
  await expect.poll(() => clipUrl(studio, id)).not.toBe(before)
  await expect(page.locator('[data-clip-again]')).toHaveCount(0)
  await expect(exporting(page)).toBeEnabled()
  await expect(notices(page)).toHaveText(/一句话 · 重新制作视频完成/)
})
