import { STAGES } from '../../src/protocol/stages'
import {
  clearFaults,
  createByApi,
  createdId,
  createProject,
  expect,
  fault,
  ONE_SENTENCE,
  openForm,
  runCompletes,
  SHORT_STORY,
  storedText,
  test,
  unfold,
} from './fixtures'

test.describe('the studio becomes unreachable', () => {
  test.afterEach(async ({ studio }) => clearFaults(studio))

  test('an open page shows the outage, keeps its text, and recovers automatically', async ({
    page,
    studio,
  }) => {
    await fault(studio, { fault: 'slow', ms: 60 })
    await createProject(page, SHORT_STORY)
    const root = page.locator('[data-project-status]')
    const rewrite = page.locator('[data-stage="rewrite"] [data-live-text]').first()
    await page.locator('[data-action="run"]').click()
    await expect.poll(async () => ((await rewrite.textContent()) ?? '').length).toBeGreaterThan(20)
    await studio.stop('SIGKILL')
    await expect(root).toHaveAttribute('data-connection-status', 'waiting')
    expect(((await rewrite.textContent()) ?? '').length).toBeGreaterThan(20)
    await studio.start()
    await expect(root).toHaveAttribute('data-connection-status', 'open')
    // The studio finds the interrupted run, which can be resumed.
    await expect(root).toHaveAttribute('data-project-status', 'paused')
    await page.locator('[data-action="resume"]').click()
    await runCompletes(page)
  })

  test('the page survives two outages in one run without a reload and with at most one notice', async ({
    page,
    studio,
  }) => {
    await page.addInitScript(() => {
      const seen = new Set<Element>()
      new MutationObserver(() => {
        for (const notice of document.querySelectorAll('[data-notice]')) seen.add(notice)
        document.documentElement.dataset['noticesSeen'] = String(seen.size)
      }).observe(document, { childList: true, subtree: true })
    })
    const id = await createProject(page, SHORT_STORY)
    await page.evaluate(() => (document.documentElement.dataset['sameDocument'] = 'yes'))
    const root = page.locator('[data-project-status]')
    const html = page.locator('html')
    await page.locator('[data-action="run"]').click()
    for (const stage of ['rewrite', 'image_generation']) {
      await fault(studio, { fault: 'slow', stage, ms: 300 })
      await expect(page.locator(`[data-stage="${stage}"]`).first()).toHaveAttribute('data-status', 'running')
      await studio.stop('SIGKILL')
      await expect(root).toHaveAttribute('data-connection-status', 'waiting')
      await studio.start()
      await expect(root).toHaveAttribute('data-project-status', 'paused')
      await expect(root).toHaveAttribute('data-connection-status', 'open')
      await page.locator('[data-action="resume"]').click()
    }
    await runCompletes(page)
    for (const stage of STAGES)
      await expect(page.locator(`[data-stage="${stage}"]`).first()).toHaveAttribute(
        'data-status',
        'completed',
      )
    await unfold(page, 'rewrite')
    expect(await page.locator('[data-stage="rewrite"] [data-live-text]').first().textContent()).toBe(
      await storedText(studio.url, id),
    )
    await expect(html).toHaveAttribute('data-same-document', 'yes')
    expect(Number(await html.getAttribute('data-notices-seen'))).toBeLessThanOrEqual(1)
  })

  test('a list that cannot be loaded shows an error and loads on retry', async ({ page, studio }) => {
    await createByApi(studio, ONE_SENTENCE, '还在这里')
    await page.goto('/projects')
    await expect(page.getByText('还在这里').first()).toBeVisible()
    await page.route('**/api/v1/projects/projects/**', (route) => route.abort())
    await page.goto('/projects?search=x')
    await expect(page.getByRole('alert').first()).toBeVisible()
    await page.unroute('**/api/v1/projects/projects/**')
    await page.getByRole('alert').first().getByRole('button').first().click()
    await expect(page.getByRole('alert')).toHaveCount(0)
  })

  test('a new story is kept while the studio is unreachable', async ({ page, studio }) => {
    const { field, submit } = await openForm(page)
    await field.fill(SHORT_STORY)
    await studio.stop()
    await submit.click()
    await expect(page.getByRole('alert').first()).toBeVisible()
    await expect(field).toHaveValue(SHORT_STORY)
    await studio.start()
    await submit.click()
    await createdId(page)
  })
})
