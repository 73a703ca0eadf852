import type { Page } from '@playwright/test'
import {
  clearFaults,
  command,
  createByApi,
  expect,
  fault,
  ONE_SENTENCE,
  runCompletes,
  RUN_TIMEOUT_MS,
  SHORT_STORY,
  storedStatus,
  test,
  unfold,
} from './fixtures'

/** What is asked for first comes once the page is idle. */
const making = (page: Page, stage: string) => page.locator(`[data-stage="${stage}"] [data-action="making"]`)
const focused = (page: Page) => page.locator(':focus')

test.afterEach(async ({ studio }) => clearFaults(studio))

test('a stage and each of its items say how they were made, as far as the server knows', async ({
  page,
  finishedFilm: id,
}) => {
  await page.goto(`/projects/${id}`)
  await unfold(page, 'rewrite')
  await making(page, 'rewrite').click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toHaveAccessibleName('制作说明：改写')
  await expect(dialog.getByText('Dailies studio')).toBeVisible()
  await expect(dialog.getByText('用时')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(making(page, 'rewrite')).toBeFocused()

  await page.goto(`/projects/${id}/image_generation`)
  await page.getByRole('button', { name: '场景 1 的制作说明' }).click()
  await expect(dialog).toHaveAccessibleName('制作说明：图片，场景 1')
  await expect(dialog.getByText('提示词')).toBeVisible()
  await expect(dialog.getByText(/^\d+ × \d+$/)).toBeVisible()
})

test('a scene and a line have an address that leads back to them, with the focus there', async ({
  page,
  finishedFilm: id,
}) => {
  await page.goto(`/projects/${id}/storyboard`)
  await page.locator('[data-scene="1"]').getByRole('link', { name: '场景 1' }).click()
  await expect(page).toHaveURL(/\/storyboard#scene-1$/)
  await page.reload()
  await expect(page.locator('[data-stage="storyboard"] [data-scene="1"]')).toBeFocused()

  await page.goto(`/projects/${id}/rewrite`)
  const line = page.locator('[data-live-text] .line').first()
  await expect(making(page, 'rewrite')).toBeVisible()
  await line.click()
  await expect(page).toHaveURL(/\/rewrite#line-1$/)
  await page.reload()
  await expect(line).toBeFocused()

  await page.goto(`/projects/${id}#video_generation`)
  await expect(page.locator('[data-stage="video_generation"]')).toBeFocused()
  await page.goto(`/projects/${id}/film#scene-1`)
  await expect(page.locator('[data-frame-of="1"]')).toBeFocused()
})

test('n goes to the next failure and Shift+n to the one before', async ({ page, studio }) => {
  const id = await createByApi(studio, SHORT_STORY)
  await fault(studio, { fault: 'fail_stage', stage: 'image_generation', project_id: id, times: 1 })
  await page.goto(`/projects/${id}`)
  await command(studio, id, 'run_pipeline')
  const panel = page.locator('[data-stage="image_generation"]')
  await expect(panel).toHaveAttribute('data-status', 'failed', { timeout: RUN_TIMEOUT_MS })
  await expect(making(page, 'image_generation').first()).toBeVisible()
  await expect(panel.locator('[data-action="retry-scene"]').first()).toBeVisible()
  await page.locator('main').focus()
  await page.keyboard.press('n')
  await expect(panel).toBeFocused()
  await expect(page).toHaveURL(/#image_generation$/)
  await page.keyboard.press('n')
  await expect(focused(page)).toHaveAttribute('data-scene', /\d/)
  await expect(page).toHaveURL(/#image_generation\/scene-\d+$/)
  await page.keyboard.press('Shift+N')
  await expect(panel).toBeFocused()
})

test('says how long a run usually takes, once three are known', async ({ page, finishedFilm: id }) => {
  const runs = [61, 64, 66].map((seconds, index) => ({
    projectId: `earlier-${index}`,
    seconds,
    characters: 100 * (index + 1),
    scenes: 3 * (index + 1),
  }))
  await page.addInitScript((kept) => {
    if (localStorage.getItem('dailies:runs') === null)
      localStorage.setItem('dailies:runs', JSON.stringify({ '': kept }))
  }, runs)
  await page.goto(`/projects/${id}`)
  await expect(page.locator('.lane[title]').first()).toBeVisible()
  await expect(page.locator('[data-usual]')).toHaveCount(0)
  // The run of this film is one of them now.
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('dailies:runs')))
    .toContain(`"projectId":"${id}"`)
})

test('a draft and a run say the usual time', async ({ page, studio }) => {
  const id = await createByApi(studio, ONE_SENTENCE)
  const runs = [41, 44, 46].map((seconds, index) => ({
    projectId: `earlier-${index}`,
    seconds,
    characters: 100,
    scenes: 3 * (index + 1),
  }))
  await page.addInitScript((kept) => localStorage.setItem('dailies:runs', JSON.stringify({ '': kept })), runs)
  await page.goto(`/projects/${id}`)
  await expect(page.locator('[data-usual]')).toHaveText(/通常 \d+–\d+ 秒。/)
})

test('the film plays once from its beginning when its run ends, for a person who wants that', async ({
  page,
  studio,
}) => {
  const id = await createByApi(studio, ONE_SENTENCE)
  await page.goto(`/projects/${id}`)
  await page.locator('[data-action="run"]').click()
  await runCompletes(page)
  const film = page.locator('[data-film]')
  await page.locator('[data-action="premiere"]').click()
  await expect(film).toHaveAttribute('data-playing', 'true')
  await expect(film).toHaveAttribute('data-dim', '')
  await page.keyboard.press('Escape')
  await expect(film).not.toHaveAttribute('data-dim')
  await expect(film).toHaveAttribute('data-playing', 'false')
  await page.reload()
  await expect(page.getByRole('button', { name: '运行结束时播放短片' })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  expect(await storedStatus(studio.url, id)).toBe('completed')
})
