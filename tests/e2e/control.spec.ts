import {
  clearFaults,
  createProject,
  expect,
  fault,
  ONE_SENTENCE,
  RUN_TIMEOUT_MS,
  runCompletes,
  SHORT_STORY,
  test,
} from './fixtures'

test.describe('controlling a run', () => {
  test.afterEach(async ({ studio }) => clearFaults(studio))

  test('pause stops the run and resume finishes it', async ({ page, studio }) => {
    await fault(studio, { fault: 'slow', ms: 60 })
    await createProject(page, SHORT_STORY)
    const root = page.locator('[data-project-status]')
    await page.locator('[data-action="run"]').click()
    await expect(root).toHaveAttribute('data-project-status', 'processing')
    await expect(page.locator('[data-stage="rewrite"] [data-live-text]').first()).not.toHaveText('')
    await page.locator('[data-action="pause"]').click()
    await expect(root).toHaveAttribute('data-project-status', 'paused')
    await page.reload()
    await expect(root).toHaveAttribute('data-project-status', 'paused')
    // What was written is still there, and nothing looks as if it went on.
    await expect(page.getByText('未完成：写到这里时中断了。')).toBeVisible()
    await expect(page.locator('[data-stage="rewrite"] [data-live-text]').first()).not.toHaveText('')
    await expect(page.locator('[data-stage="rewrite"] .live')).toHaveCount(0)
    await clearFaults(studio)
    await page.locator('[data-action="resume"]').click()
    await expect(root).toHaveAttribute('data-project-status', 'processing')
    await runCompletes(page)
  })

  test('a failed stage keeps earlier results and can be retried from its panel', async ({ page, studio }) => {
    await createProject(page, SHORT_STORY)
    await fault(studio, { fault: 'fail_stage', stage: 'image_generation', times: 1 })
    const root = page.locator('[data-project-status]')
    const panel = page.locator('[data-stage="image_generation"]').first()
    await page.locator('[data-action="run"]').click()
    await expect(panel).toHaveAttribute('data-status', 'failed')
    await expect(root).toHaveAttribute('data-project-status', 'failed')
    await expect(page.locator('[data-stage="rewrite"]').first()).toHaveAttribute('data-status', 'completed')
    await expect(page.locator('[data-stage="storyboard"]').first()).toHaveAttribute(
      'data-status',
      'completed',
    )
    await page.reload()
    await expect(panel).toHaveAttribute('data-status', 'failed')
    await panel.locator('[data-action="retry"]').click()
    await expect(panel).not.toHaveAttribute('data-status', 'failed')
    await runCompletes(page)
  })

  test('a failed scene says why under the title, and is made again where it failed', async ({
    page,
    studio,
  }) => {
    await createProject(page, ONE_SENTENCE)
    await fault(studio, { fault: 'fail_stage', stage: 'video_generation', times: 1 })
    const root = page.locator('[data-project-status]')
    await page.locator('[data-action="run"]').click()
    await expect(root).toHaveAttribute('data-project-status', 'failed', { timeout: RUN_TIMEOUT_MS })
    await expect(page.getByText(/^视频：/).first()).toBeVisible()
    // One button for each thing that can be done: this stage and what follows, or this scene alone.
    await expect(page.locator('[data-action="run"]')).toHaveCount(0)
    await expect(page.locator('[data-action="retry"]')).toHaveCount(1)
    await page.locator('[data-stage="video_generation"] [data-scene="1"] [data-action="retry-scene"]').click()
    await runCompletes(page)
  })

  test('shows the reason when the studio refuses a command', async ({ page }) => {
    await createProject(page, ONE_SENTENCE)
    await page.route('**/run_pipeline/', (route) =>
      route.fulfill({ status: 400, json: { error: '今天的放映室已满' } }),
    )
    await page.locator('[data-action="run"]').click()
    await expect(page.getByRole('alert').filter({ hasText: '今天的放映室已满' })).toBeVisible()
    await expect(page.locator('[data-project-status]')).toHaveAttribute('data-project-status', 'draft')
  })
})
