import {
  clearFaults,
  command,
  createByApi,
  expect,
  fault,
  SHORT_STORY,
  STAGES,
  storedText,
  story,
  test,
} from './fixtures'

test.describe('watching a run', () => {
  test.afterEach(async ({ studio }) => clearFaults(studio))

  test('who opens the page in the middle of a run sees all text so far and the rest live', async ({
    page,
    studio,
  }) => {
    await fault(studio, { fault: 'slow', ms: 60 })
    const id = await createByApi(studio, SHORT_STORY)
    await command(studio, id, 'run_pipeline')
    const rewrite = page.locator('[data-stage="rewrite"] [data-live-text]').first()
    await page.goto(`/projects/${id}`)
    await expect(rewrite).not.toHaveText('')
    await page.reload()
    await expect(rewrite).not.toHaveText('')
    await clearFaults(studio)
    await expect(page.locator('[data-project-status]')).toHaveAttribute('data-project-status', 'completed', {
      timeout: 100_000,
    })
    expect(await rewrite.textContent()).toBe(await storedText(studio.url, id))
  })

  test('a page that was open before the run was started elsewhere sees it from its first word', async ({
    page,
    studio,
  }) => {
    const id = await createByApi(studio, story('single-sentence.txt'))
    await page.goto(`/projects/${id}`)
    await expect(page.locator('[data-connection-status]')).toHaveAttribute('data-connection-status', 'open')
    await command(studio, id, 'run_pipeline')
    const root = page.locator('[data-project-status]')
    await expect(root).toHaveAttribute('data-project-status', 'processing')
    await expect(root).toHaveAttribute('data-project-status', 'completed', { timeout: 100_000 })
  })

  test('a second run on the same page, after the first has ended, is seen live as well', async ({
    page,
    studio,
  }) => {
    const id = await createByApi(studio, story('single-sentence.txt'))
    await page.goto(`/projects/${id}`)
    const root = page.locator('[data-project-status]')
    await expect(root).toHaveAttribute('data-project-status', 'draft')
    await command(studio, id, 'run_pipeline')
    await expect(root).toHaveAttribute('data-project-status', 'completed', { timeout: 100_000 })
    // Slow enough to be met by the stream that is opened some seconds after the end of the first run.
    await fault(studio, { fault: 'slow', ms: 300 })
    await command(studio, id, 'rollback_stage', { stage_name: 'camera_movement' })
    await command(studio, id, 'run_pipeline')
    const camera = page.locator('[data-stage="camera_movement"]').first()
    await expect(camera).toHaveAttribute('data-status', 'running')
    await clearFaults(studio)
    await expect(root).toHaveAttribute('data-project-status', 'completed', { timeout: 100_000 })
  })

  test('each stage opens large at its own address and keeps the one connection', async ({
    gateway,
    page,
    studio,
  }) => {
    await fault(studio, { fault: 'slow', ms: 40 })
    const id = await createByApi(studio, SHORT_STORY)
    await page.goto(`${gateway.url}/projects/${id}`)
    await page.locator('[data-action="run"]').click()
    await expect(page.locator('[data-stage="rewrite"] [data-live-text]').first()).not.toHaveText('')
    await page.locator(`[data-stage="rewrite"] a[href$="/projects/${id}/rewrite"]`).first().click()
    await expect(page).toHaveURL(new RegExp(`/projects/${id}/rewrite$`))
    await expect(page.locator('[data-stage="rewrite"] [data-live-text]').first()).not.toHaveText('')
    await expect(page.getByText(SHORT_STORY.slice(0, 12)).first()).toBeVisible()
    for (const stage of STAGES.slice(1)) {
      await page.keyboard.press(']')
      await expect(page).toHaveURL(new RegExp(`/projects/${id}/${stage}$`))
    }
    expect(gateway.opened).toBe(1)
  })
})
