import { STAGES } from '../../src/protocol/stages'
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
  test,
  unfold,
} from './fixtures'

test.describe('watching a run', () => {
  test.afterEach(async ({ studio }) => clearFaults(studio))

  test('a page opened in the middle of a run shows all text so far and the rest live', async ({
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
    await runCompletes(page)
    await unfold(page, 'rewrite')
    expect(await rewrite.textContent()).toBe(await storedText(studio.url, id))
  })

  test('an open page shows a run started elsewhere from the beginning', async ({ page, studio }) => {
    const id = await createByApi(studio, ONE_SENTENCE)
    await page.goto(`/projects/${id}`)
    await expect(page.locator('[data-connection-status]')).toHaveAttribute('data-connection-status', 'open')
    await command(studio, id, 'run_pipeline')
    const root = page.locator('[data-project-status]')
    await expect(root).toHaveAttribute('data-project-status', 'processing')
    await runCompletes(page)
  })

  test('an open page also shows a second run live', async ({ page, studio }) => {
    const id = await createByApi(studio, ONE_SENTENCE)
    await page.goto(`/projects/${id}`)
    const root = page.locator('[data-project-status]')
    await expect(root).toHaveAttribute('data-project-status', 'draft')
    await command(studio, id, 'run_pipeline')
    await runCompletes(page)
    // The stream reopens some seconds after the end of the first run; the second run must still be going then.
    await fault(studio, { fault: 'slow', ms: 300 })
    await command(studio, id, 'rollback_stage', { stage_name: 'camera_movement' })
    await command(studio, id, 'run_pipeline')
    const camera = page.locator('[data-stage="camera_movement"]').first()
    await expect(camera).toHaveAttribute('data-status', 'running')
    await clearFaults(studio)
    await runCompletes(page)
  })

  test('each stage has its own page and shares the one connection', async ({ gateway, page, studio }) => {
    await fault(studio, { fault: 'slow', ms: 40 })
    const id = await createByApi(studio, SHORT_STORY)
    await page.goto(`${gateway.url}/projects/${id}`)
    await page.locator('[data-action="run"]').click()
    await expect(page.locator('[data-stage="rewrite"] [data-live-text]').first()).not.toHaveText('')
    await page.locator(`[data-stage="rewrite"] a[href$="/projects/${id}/rewrite"]`).first().click()
    await expect(page).toHaveURL(new RegExp(`/projects/${id}/rewrite$`))
    await expect(page.locator('[data-stage="rewrite"] [data-live-text]').first()).not.toHaveText('')
    await expect(page.getByText(SHORT_STORY.slice(0, 12)).first()).toBeVisible()
    // The keys come with the tools, when the page is idle.
    await page.locator('[data-action="making"]').first().waitFor()
    for (const stage of STAGES.slice(1)) {
      await page.keyboard.press(']')
      await expect(page).toHaveURL(new RegExp(`/projects/${id}/${stage}$`))
    }
    expect(gateway.opened).toBe(1)
  })
})
