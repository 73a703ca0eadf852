import type { Page } from '@playwright/test'
import { Deployment } from '../support/deployment'
import { expect, test as base, unfold } from './fixtures'

/** A server that answers as a deployment of the Django backend does, instead of the studio. */
const test = base.extend<{ server: Deployment }>({
  // Playwright requires an object pattern here, even an empty one.
  server: async ({}, use) => {
    const server = new Deployment()
    await server.start()
    await use(server)
    await server.close()
  },
})

async function open(page: Page, server: Deployment, path = ''): Promise<void> {
  await page.goto(`${server.url}/projects/${server.id}${path}`)
  // The tools come when the page is idle.
  await page.getByLabel('项目操作').or(page.locator('[data-action="edit"]')).first().waitFor()
}
const dialog = (page: Page) => page.locator('dialog[open]')
const field = (page: Page, name: string) => dialog(page).locator(`[name="${name}"]`)
const actions = ({ received }: Deployment) => received.map(({ action }) => action)

test('an edited scene is known as newer by its time, and its things are made again in their order', async ({
  page,
  server,
}) => {
  await open(page, server, '/image_generation')
  await expect(page.locator('[data-stale="true"]')).toHaveCount(0)
  await page.locator('[data-scene="2"] [data-action="edit"]').click()
  await field(page, 'narration_text').fill('他觉得很奇怪。')
  await dialog(page).locator('[data-action="save"]').click()
  await expect(dialog(page)).toHaveCount(0)
  await expect(page.locator('[data-scene="2"] [data-stale="true"]')).toBeVisible()
  expect(server.scenes[1]?.narration_text).toBe('他觉得很奇怪。')
  await page.locator('[data-action="redo-stale"]').click()
  await page.locator('[data-action="confirm"]').click()
  await expect(page.locator('[data-stale="true"]')).toHaveCount(0)
  await expect.poll(() => server.scenes[1]?.videos.length).toBe(2)
  await expect(page.locator('[data-project-status="completed"]')).toBeVisible()
  const made = server.received.filter(({ action }) => action === 'execute_stage')
  expect(made.map(({ body }) => body['stage_name'])).toEqual([
    'image_generation',
    'camera_movement',
    'video_generation',
  ])
  for (const { body } of made)
    expect(body['input_data']).toEqual({ storyboard_ids: ['scene-2'], force_regenerate: true })
  expect(server.scenes[0]?.images).toHaveLength(1)
})

test('a slow server is waited for, and a refusal shows its reason and loses nothing', async ({
  page,
  server,
}) => {
  server.slowMs = 1_500
  server.refusals.set('update_rewrite', { status: 400, body: { error: '项目已归档，不能修改' } })
  await open(page, server, '/rewrite')
  await page.locator('[data-action="edit"]').first().click()
  await field(page, 'rewritten_text').fill('我的新结尾。')
  await dialog(page).locator('[data-action="save"]').click()
  await expect(dialog(page).locator('[data-action="save"]')).toHaveText('正在保存……')
  await expect(dialog(page).getByRole('alert')).toContainText('项目已归档，不能修改')
  await expect(field(page, 'rewritten_text')).toHaveValue('我的新结尾。')
  await dialog(page).locator('[data-action="save"]').click()
  await expect(dialog(page)).toHaveCount(0)
  await expect(page.locator('[data-live-text]')).toHaveText('我的新结尾。')
})

test('a server that answers 409 leads to a choice between both versions', async ({ page, server }) => {
  await open(page, server, '/rewrite')
  await page.locator('[data-action="edit"]').first().click()
  await field(page, 'rewritten_text').fill('我的结尾。')
  await expect(field(page, 'rewritten_text')).toHaveValue('我的结尾。')
  server.refusals.set('update_rewrite', { status: 409, body: { error: '已被修改' } })
  server.rewrite = { text: '别人的结尾。', updated_at: '2026-01-02T08:00:00Z' }
  await dialog(page).locator('[data-action="save"]').click()
  await expect(dialog(page).locator('[data-standing="conflict"]')).toContainText('别人的结尾。')
  await expect(field(page, 'rewritten_text')).toHaveValue('我的结尾。')
})

test('a failed stage is retried alone, or with those after it, which the button says', async ({
  page,
  server,
}) => {
  server.fail('camera_movement', '模型没有回答')
  await open(page, server)
  await unfold(page, 'camera_movement')
  const panel = page.locator('[data-stage="camera_movement"]')
  await expect(panel).toContainText('之后的阶段也会接着运行。')
  await panel.getByRole('button', { name: '只重试这个阶段' }).click()
  await page.locator('[data-action="confirm"]').click()
  await expect(panel).toHaveAttribute('data-status', 'completed')
  await expect(page.locator('[data-stage="video_generation"]')).toHaveAttribute('data-status', 'pending')
  expect(actions(server)).toEqual(['retry_stage', 'execute_stage'])

  server.fail('camera_movement', '模型没有回答')
  await page.reload()
  await panel.locator('[data-action="retry"]').click()
  await expect(page.locator('[data-project-status="completed"]')).toBeVisible()
  expect(actions(server).slice(2)).toEqual(['retry_stage', 'run_pipeline'])
})

test('a failed run is continued from a page without the failed stage, also without a call for that', async ({
  page,
  server,
}) => {
  server.fail('video_generation', '模型没有回答')
  await open(page, server, '/rewrite')
  await page.locator('[data-action="run"]').click()
  await expect(page.locator('[data-project-status="completed"]')).toBeVisible()
  expect(actions(server)).toEqual(['retry_pipeline', 'run_pipeline'])
})

test('a stage is rolled back, and the run goes on from there', async ({ page, server }) => {
  await open(page, server)
  await unfold(page, 'video_generation')
  const panel = page.locator('[data-stage="video_generation"]')
  await panel.locator('[data-action="rollback"]').click()
  await page.locator('[data-action="confirm"]').click()
  await expect(panel).toHaveAttribute('data-status', 'pending')
  await page.locator('[data-action="run"]').click()
  await expect(panel).toHaveAttribute('data-status', 'completed')
  expect(actions(server)).toEqual(['rollback_stage', 'run_pipeline'])
})

test('a camera move is chosen, and the choice is undone', async ({ page, server }) => {
  await open(page, server, '/camera_movement')
  await page.locator('[data-scene="1"] [data-action="edit"]').click()
  await page.locator('[data-move="pan_left"] [data-action="choose-move"]').click()
  await expect.poll(() => server.scenes[0]?.camera?.movement_type).toBe('pan_left')
  await page.keyboard.press('Escape')
  await page.locator('[data-notice]').getByRole('button', { name: '撤销' }).click()
  await expect.poll(() => server.scenes[0]?.camera?.movement_type).toBe('zoom_in')
})

test('a project is made with a set of prompt templates, which can be changed', async ({ page, server }) => {
  await page.goto(`${server.url}/projects`)
  await page.locator('[data-action="new"]').click()
  const sets = page.locator('[name="prompt_template_set"]')
  await expect(sets).toHaveValue('fine')
  await sets.selectOption('plain')
  await page.locator('[name="original_topic"]').fill('从前有一个渔人。')
  await page.locator('form:has([name="original_topic"]) button[type="submit"]').click()
  await page.waitForURL(/\/projects\/[^/?]+$/)
  expect(server.received[0]?.body).toMatchObject({ prompt_template_set: 'plain' })
  await page.getByLabel('项目操作').click()
  await page.locator('[data-action="templates"]').click()
  await field(page, 'text').selectOption('fine')
  await dialog(page).locator('[data-action="save"]').click()
  await expect.poll(() => server.templateSet).toBe('fine')
})
