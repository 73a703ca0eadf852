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
  expect(actions(server)).toEqual(['retry_pipeline'])

  server.lacks.add('retry_pipeline')
  server.fail('video_generation', '模型没有回答')
  await page.reload()
  await page.locator('[data-action="run"]').click()
  await expect(page.locator('[data-project-status="completed"]')).toBeVisible()
  expect(actions(server).slice(1)).toEqual(['retry_pipeline', 'run_pipeline'])
})

test('a run is paused and resumed, and a refused pause shows the reason beside its button', async ({
  page,
  server,
}) => {
  server.fail('image_generation', '模型没有回答')
  server.workMs = 4_000
  server.refusals.set('pause', { status: 400, body: { error: '只有处理中的项目才能暂停' } })
  await open(page, server)
  const root = page.locator('[data-project-status]')
  await page.locator('[data-stage="image_generation"] [data-action="retry"]').click()
  await page.locator('[data-action="pause"]').click()
  const refusal = page.getByRole('alert').filter({ hasText: '只有处理中的项目才能暂停' })
  await expect(refusal).toBeVisible()
  await page.locator('[data-action="pause"]').click()
  await expect(refusal).toHaveCount(0)
  await expect(root).toHaveAttribute('data-project-status', 'paused')
  server.workMs = 300
  await page.locator('[data-action="resume"]').click()
  await expect(root).toHaveAttribute('data-project-status', 'completed')
  expect(actions(server)).toEqual(['retry_stage', 'run_pipeline', 'pause', 'pause', 'resume'])
})

test('a project that waits in a queue is taken out of it', async ({ page, server }) => {
  server.fail('rewrite', '')
  server.status = 'queued'
  await open(page, server)
  await page.getByLabel('项目操作').click()
  await page.locator('[data-action="release"]').click()
  await expect(page.locator('[data-project-status]')).toHaveAttribute('data-project-status', 'draft')
  expect(actions(server)).toEqual(['force_release_queue'])
})

test('one picture is made again; the older one is seen beside it, and what only other servers have is not offered', async ({
  page,
  server,
}) => {
  await open(page, server, '/image_generation')
  await page.locator('[data-scene="1"] [data-action="redo"]').click()
  await page.locator('[data-action="confirm"]').click()
  await expect.poll(() => server.scenes[0]?.images.length).toBe(2)
  expect(server.received[0]?.body['input_data']).toEqual({
    storyboard_ids: ['scene-1'],
    force_regenerate: true,
  })
  await page.locator('[data-scene="1"] [data-action="versions"]').click()
  await expect(page.locator('[data-versions] > li')).toHaveCount(2)
  await expect(page.locator('[data-action="restore"]')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.getByLabel('项目操作').click()
  await expect(page.locator('[data-action="rename"]')).toBeVisible()
  await expect(page.locator('[data-action="arrange"]')).toHaveCount(0)
  expect(server.scenes[1]?.images).toHaveLength(1)
})

test('a refused command shows the reason of the server at the tools of its stage, or of the project', async ({
  page,
  server,
}) => {
  const refuse = (error: string) => server.refusals.set('execute_stage', { status: 400, body: { error } })
  refuse('图片模型已停用')
  await open(page, server)
  await unfold(page, 'image_generation')
  const panel = page.locator('[data-stage="image_generation"]')
  await panel.locator('[data-action="redo"]').first().click()
  await page.locator('[data-action="confirm"]').click()
  await expect(panel.getByRole('alert')).toContainText('图片模型已停用')

  server.scenes[1]?.videos.splice(0)
  await page.reload()
  refuse('视频模型已停用')
  await page.getByLabel('项目操作').click()
  await page.locator('[data-action="fill-missing"]').last().click()
  await page.locator('[data-action="confirm"]').click()
  await expect(page.getByRole('alert').filter({ hasText: '视频模型已停用' })).toBeVisible()
  expect(server.scenes[1]?.videos).toHaveLength(0)

  await page.goto(`${server.url}/projects/${server.id}/film`)
  await page.locator('[data-action="edit"]').first().waitFor()
  refuse('图片模型仍停用')
  await page.keyboard.press('r')
  await page.locator('[data-action="confirm"]').click()
  await expect(page.getByRole('alert').filter({ hasText: '图片模型仍停用' })).toBeInViewport()
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
