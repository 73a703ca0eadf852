import type { Locator, Page } from '@playwright/test'
import { violations } from '../support/axe'
import { Deployment } from '../support/deployment'
import { command, createByApi, expect, RUN_TIMEOUT_MS, SHORT_STORY, storedStatus, test } from './fixtures'

/*
 * Everything that changes a project, done with the keyboard alone: no test here uses a pointer.
 */

const dialog = (page: Page) => page.locator('dialog[open]')
const menu = (page: Page) => page.getByLabel('项目操作')

/** Go on with Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  await target.waitFor()
  for (let presses = 0; presses < most; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target, `within ${most} presses of Tab`).toBeFocused()
}

/** The dialog has a name, holds the focus, passes the checks of axe, and Escape gives the focus back to its opener. */
async function leaveDialog(page: Page, name: string | RegExp, opener: Locator): Promise<void> {
  await expect(page.getByRole('dialog', { name })).toBeVisible()
  expect(await dialog(page).evaluate((element) => element.contains(document.activeElement))).toBe(true)
  expect(await violations(page, { within: 'dialog[open]' })).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(0)
  await expect(opener).toBeFocused()
}

/** Open the menu of the project and press one of its commands. */
async function pressInMenu(page: Page, action: string): Promise<void> {
  await menu(page).focus()
  await page.keyboard.press('Enter')
  await tabTo(page, page.locator(`[data-action="${action}"]`).first())
  await page.keyboard.press('Enter')
}

test('a film is edited, arranged, made again and taken back by keyboard alone', async ({ page, studio }) => {
  const id = await createByApi(studio, SHORT_STORY, '键盘')
  await command(studio, id, 'run_pipeline')
  await expect.poll(() => storedStatus(studio.url, id), { timeout: RUN_TIMEOUT_MS }).toBe('completed')

  await page.goto(`/projects/${id}/image_generation`)
  const edit = page.locator('[data-scene="1"] [data-action="edit"]')
  await tabTo(page, edit)
  await page.keyboard.press('Enter')
  await leaveDialog(page, '修改场景 1', edit)
  await page.keyboard.press('Enter')
  // A dialog begins where one types.
  await expect(dialog(page).locator('[name="narration_text"]')).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('渔人看见一片桃花林。')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(dialog(page)).toHaveCount(0)
  await expect(edit).toBeFocused()
  const notice = page.locator('[aria-live] [data-notice]')
  await expect(notice).toContainText('已保存。')

  const redo = page.locator('[data-scene="1"] [data-action="redo"]')
  await tabTo(page, redo)
  await page.keyboard.press('Enter')
  await leaveDialog(page, /场景 1/, redo)
  await page.keyboard.press('Enter')
  await tabTo(page, page.locator('[data-action="confirm"]'))
  await page.keyboard.press('Enter')
  await expect(redo).toBeFocused()
  const versions = page.locator('[data-scene="1"] [data-action="versions"]')
  await expect(versions).toBeVisible({ timeout: RUN_TIMEOUT_MS })
  await versions.focus()
  await page.keyboard.press('Enter')
  await leaveDialog(page, /场景 1/, versions)
  await page.keyboard.press('Enter')
  await tabTo(page, page.locator('[data-action="restore"]').first())
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect(versions).toBeFocused()

  const rollback = page.locator('[data-stage="image_generation"] [data-action="rollback"]')
  await tabTo(page, rollback, 200)
  await page.keyboard.press('Enter')
  await leaveDialog(page, /退回/, rollback)

  await pressInMenu(page, 'rename')
  await leaveDialog(page, '重命名', menu(page))
  await pressInMenu(page, 'rename')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('桃花源')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('桃花源')
  await pressInMenu(page, 'arrange')
  await leaveDialog(page, '调整场景顺序', menu(page))
  await pressInMenu(page, 'arrange')
  await tabTo(page, page.locator('[data-order-of="1"] [data-action="later"]'))
  await page.keyboard.press('Enter')
  await expect(dialog(page).getByRole('status')).toHaveText('场景 1 移到第 2 位。')
  await tabTo(page, dialog(page).locator('[data-action="save"]'))
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-notice]').last()).toContainText('已保存。')
  await expect(menu(page)).toBeFocused()
})

test('the rewrite and a move are changed by keyboard alone', async ({ page }) => {
  const server = new Deployment()
  await server.start()
  try {
    await page.goto(`${server.url}/projects/${server.id}/rewrite`)
    const edit = page.locator('[data-stage="rewrite"] [data-action="edit"]')
    await tabTo(page, edit)
    await page.keyboard.press('Enter')
    await leaveDialog(page, '修改改写稿', edit)
    await page.keyboard.press('e')
    await tabTo(page, dialog(page).locator('[name="rewritten_text"]'))
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type('他回家了。')
    await tabTo(page, dialog(page).locator('[data-action="save"]'))
    await page.keyboard.press('Enter')
    await expect.poll(() => server.rewrite.text).toMatch(/他回家了。$/)

    await page.goto(`${server.url}/projects/${server.id}/camera_movement`)
    await tabTo(page, page.locator('[data-scene="2"] [data-action="edit"]'))
    await page.keyboard.press('Enter')
    const move = page.locator('[data-move="pan_left"] [data-action="choose-move"]')
    await tabTo(page, move)
    await page.keyboard.press('Enter')
    await expect(move).toHaveAttribute('aria-pressed', 'true')
    expect(server.scenes[1]?.camera?.movement_type).toBe('pan_left')

    await page.keyboard.press('Escape')
    await pressInMenu(page, 'templates')
    await leaveDialog(page, '提示词模板', menu(page))
  } finally {
    await server.close()
  }
})
