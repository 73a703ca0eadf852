import { command, createByApi, expect, ONE_SENTENCE, runCompletes, SHORT_STORY, test } from './fixtures'

const film = '[data-film]'

test.describe('the film', () => {
  test('plays from its beginning to its end, with its clip and its subtitles', async ({
    page,
    finishedFilm: id,
  }) => {
    await page.goto(`/projects/${id}`)
    await expect(page.locator(film)).toHaveAttribute('data-state', 'film')
    await expect(page.locator(film)).toHaveAttribute('data-playing', 'false')
    await page.getByRole('slider', { name: '播放位置' }).waitFor()
    await page.locator('[data-action="play"]').click()
    await expect(page.locator(film)).toHaveAttribute('data-playing', 'true')
    const video = page.locator(`${film} video`)
    await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.currentTime)).toBeGreaterThan(0.5)
    await expect(page.locator(`${film} .subtitle`)).toContainText('老人')
    await expect(page.locator(film)).toHaveAttribute('data-playing', 'false')
    expect(Number(await page.locator(film).getAttribute('data-time'))).toBeGreaterThan(3)
    // At rest the clip stands at the play head.
    await page.locator(film).focus()
    await page.getByRole('slider', { name: '播放位置' }).fill('1')
    await expect(page.locator(film)).toHaveAttribute('data-time', '1.0')
    await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.currentTime)).toBeCloseTo(1, 1)
  })

  test('is watched as an animatic while it is made, and becomes the film in place', async ({
    page,
    studio,
  }) => {
    const id = await createByApi(studio, SHORT_STORY)
    await command(studio, id, 'execute_stage', { stage_name: 'rewrite' })
    await page.goto(`/projects/${id}/film`)
    for (const stage of ['storyboard', 'image_generation', 'camera_movement']) {
      await expect.poll(() => command(studio, id, 'execute_stage', { stage_name: stage })).toBe(202)
    }
    await expect(page.locator(film)).toHaveAttribute('data-state', 'animatic')
    await page.getByRole('slider', { name: '播放位置' }).waitFor()
    await page.getByRole('button', { name: '循环播放' }).click()
    await page.locator('[data-action="play"]').click()
    await expect(page.locator(`${film} img`).first()).toHaveAttribute('style', /scale/)
    await expect.poll(() => command(studio, id, 'run_pipeline')).toBe(202)
    await runCompletes(page)
    await expect(page.locator(film)).toHaveAttribute('data-state', 'film')
    await expect(page.locator(film)).toHaveAttribute('data-playing', 'true')
    await expect(page.locator(`${film} video`).first()).toBeAttached()
  })

  test('obeys the keyboard on its own page', async ({ page, finishedFilm: id }) => {
    await page.goto(`/projects/${id}/film`)
    await page.getByRole('slider', { name: '播放位置' }).waitFor()
    await page.locator('main').focus()
    await page.keyboard.press('Space')
    await expect(page.locator(film)).toHaveAttribute('data-playing', 'true')
    await page.keyboard.press('Space')
    await expect(page.locator(film)).toHaveAttribute('data-playing', 'false')
    await page.keyboard.press('m')
    await expect(page.getByRole('button', { name: '静音' })).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('c')
    await expect(page.getByRole('button', { name: '字幕：关' })).toBeVisible()
    await page.keyboard.press('ArrowLeft')
    await expect(page.locator(film)).toHaveAttribute('data-time', '0.0')
    // This key comes with the tools, when the page is idle.
    await page.locator('[data-action="edit"]').first().waitFor()
    await page.keyboard.press('Escape')
    await page.waitForURL(`**/projects/${id}`)
  })

  test('has nothing to play before there are scenes', async ({ page, studio }) => {
    const id = await createByApi(studio, ONE_SENTENCE)
    await page.goto(`/projects/${id}`)
    await expect(page.locator(film)).toHaveAttribute('data-state', 'empty')
    await expect(page.locator(film)).toHaveAttribute('data-playing', 'false')
    await expect(page.locator('[data-action="play"]')).toHaveAttribute('aria-disabled', 'true')
  })
})
