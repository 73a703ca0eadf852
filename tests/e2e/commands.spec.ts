import type { Page } from '@playwright/test'
import { createByApi, expect, ONE_SENTENCE, SHORT_STORY, test } from './fixtures'

const palette = (page: Page) => page.locator('dialog[open] [role="combobox"]')
const active = (page: Page) => page.locator('[role="option"][aria-selected="true"]')

/** Open a page, and wait until the palette and the tools of the project are loaded. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.locator('[data-action="palette"]').waitFor()
}

test('Ctrl+K finds projects, scenes and commands, also from a field, and is used by keyboard alone', async ({
  page,
  studio,
  finishedFilm,
}) => {
  const other = await createByApi(studio, SHORT_STORY, '钓鱼的人')
  await open(page, '/projects')
  await page.locator('[name="search"]').focus()
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeFocused()
  await page.keyboard.type('钓鱼')
  await expect(page.locator(`[data-command="project-${other}"]`)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/projects/${other}$`))

  await open(page, `/projects/${finishedFilm}`)
  await page.locator('[aria-label="项目操作"]').waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('场景 1')
  await expect(page.locator('[data-command="scene-1"]')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette(page)).toHaveCount(0)

  await page.keyboard.press('Control+k')
  await page.keyboard.type('退回 视频')
  await expect(active(page)).toHaveAttribute('data-command', 'rollback')
  await page.keyboard.press('Enter')
  await expect(page.locator('dialog[open]')).toContainText('退回')
  await page.locator('[data-action="keep"]').click()
})

test('what cannot be done now is in the palette with its reason, and choosing it does nothing', async ({
  page,
  finishedFilm,
}) => {
  await open(page, `/projects/${finishedFilm}`)
  await page.locator('[aria-label="项目操作"]').waitFor()
  await page.locator('[data-action="palette"]').click()
  await page.keyboard.type('补齐')
  const missing = page.locator('[data-command="fill-missing"]')
  await expect(missing).toHaveAttribute('aria-disabled', 'true')
  await expect(missing).toContainText('没有缺少的内容')
  await page.keyboard.press('Enter')
  await expect(palette(page)).toBeVisible()
})

test('j and k go from scene to scene, e edits the scene and r makes it again', async ({
  page,
  finishedFilm,
}) => {
  await open(page, `/projects/${finishedFilm}/image_generation`)
  await page.locator('[data-scene="1"] [data-action="edit"]').waitFor()
  await page.keyboard.press('j')
  await expect(page).toHaveURL(/#scene-1$/)
  await expect(page.locator('[data-scene="1"]')).toBeFocused()
  await page.keyboard.press('e')
  await expect(page.locator('dialog[open] [name="narration_text"]')).toBeVisible()
  // A letter that is typed is text.
  await page.locator('dialog[open] [name="narration_text"]').press('r')
  await page.locator('dialog[open] [data-action="discard"]').click()
  await page.keyboard.press('r')
  await expect(page.locator('dialog[open]')).toContainText('场景 1')
  await expect(page.locator('[data-action="keep"]')).toBeFocused()
})

test('the list of keys has the keys of the page, and switches single ones off', async ({
  page,
  finishedFilm,
}) => {
  await open(page, `/projects/${finishedFilm}/image_generation`)
  await page.locator('[data-scene="1"] [data-action="edit"]').waitFor()
  await page.keyboard.press('?')
  const sheet = page.locator('dialog[open]')
  await expect(sheet).toContainText('下一个场景')
  await expect(sheet).toContainText('上一个阶段')
  await sheet.locator('[name="single_keys"]').uncheck()
  await page.keyboard.press('Escape')
  await page.keyboard.press(']')
  await page.keyboard.press('?')
  await expect(sheet).toHaveCount(0)
  await expect(page).toHaveURL(/image_generation/)
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeFocused()
})

test('a new project is begun from any page', async ({ page, finishedFilm }) => {
  await open(page, `/projects/${finishedFilm}`)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('新建')
  await expect(active(page)).toHaveAttribute('data-command', 'new-project')
  await page.keyboard.press('Enter')
  await expect(page.locator('[name="original_topic"]')).toBeVisible()
  await page.locator('[name="original_topic"]').fill(ONE_SENTENCE)
  await expect(page).not.toHaveURL(/#new/)
})
