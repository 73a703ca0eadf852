import type { Locator, Page } from '@playwright/test'
import { createByApi, expect, SHORT_STORY, test, unfold } from './fixtures'
import { serveFilm } from './longFilm'

const SCENES = 300
const SCENE_STAGES = ['storyboard', 'image_generation', 'camera_movement', 'video_generation'] as const

async function openFilm(page: Page, id: string, path = ''): Promise<void> {
  await serveFilm(page, id, SCENES)
  await page.goto(`/projects/${id}${path}`)
  await expect(page.locator('ol > [data-scene="300"]').first()).toBeAttached()
  if (path === '') for (const stage of SCENE_STAGES) await unfold(page, stage)
}

const panel = (page: Page, stage: string) => page.locator(`[data-stage="${stage}"]`)
const box = (page: Page, stage: string) => panel(page, stage).getByRole('region').first()

/** Scroll to the end, which moves while items that come into view are filled. */
async function scrollToEnd(scroller: Locator): Promise<void> {
  await expect
    .poll(() =>
      scroller.evaluate((element) => {
        const left = element.scrollHeight - element.clientHeight - element.scrollTop
        element.scrollTop = element.scrollHeight
        return left < 1 && element.querySelector('[data-scene="300"]:not(:empty)') !== null
      }),
    )
    .toBe(true)
}

test.describe('a film of 300 scenes', () => {
  test.use({ viewport: { width: 1440, height: 1300 } })

  test('lists every scene, and fills only those near the visible part', async ({ page, studio }) => {
    const id = await createByApi(studio, SHORT_STORY)
    await openFilm(page, id)
    const lists = page.locator('ol:has(> [data-scene])')
    await expect(lists).toHaveCount(5)
    for (const list of await lists.all()) {
      await expect(list.locator('> [data-scene]')).toHaveCount(SCENES)
      const filled = list.locator('> [data-scene]:not(:empty)')
      await expect(filled.first()).toHaveAttribute('data-scene', '1')
      expect(await filled.count()).toBeLessThan(SCENES / 3)
    }
  })

  test('scrolls to the last scene and back to the first in every stage', async ({ page, studio }) => {
    const id = await createByApi(studio, SHORT_STORY)
    await openFilm(page, id)
    for (const stage of SCENE_STAGES) {
      const scroller = box(page, stage)
      await scroller.scrollIntoViewIfNeeded()
      await scrollToEnd(scroller)
      await expect(panel(page, stage).locator('[data-scene="300"]')).toBeInViewport()
      await scroller.evaluate((element) => (element.scrollTop = 0))
      await expect(panel(page, stage).locator('[data-scene="1"]')).toBeInViewport()
      await expect(panel(page, stage).locator('[data-scene="150"]:empty')).toHaveCount(1)
      await expect(panel(page, stage).locator('[data-scene="300"]:empty')).toHaveCount(0)
    }
  })

  test('moves along the strip by keyboard, also to frames that are still empty', async ({ page, studio }) => {
    const id = await createByApi(studio, SHORT_STORY)
    await openFilm(page, id)
    const film = page.getByRole('list', { name: '胶片：全部场景' })
    await film.locator('[data-scene="1"] button').focus()
    await page.keyboard.press('End')
    const last = film.locator('[data-scene="300"]')
    await expect(last.getByRole('button')).toBeFocused()
    await expect(last).toBeInViewport()
    await page.keyboard.press('ArrowLeft')
    await expect(film.locator('[data-scene="299"] button')).toBeFocused()
    await page.keyboard.press('Home')
    await expect(film.locator('[data-scene="1"] button')).toBeFocused()
    await expect(film.locator('[data-scene="1"]')).toBeInViewport()
  })

  test('keeps the focused picture when the reader scrolls away, and Tab goes on from there', async ({
    page,
    studio,
  }) => {
    const id = await createByApi(studio, SHORT_STORY)
    await openFilm(page, id)
    const pictures = panel(page, 'image_generation')
    await pictures.locator('[data-scene="5"] button').focus()
    await scrollToEnd(box(page, 'image_generation'))
    await expect(pictures.locator('[data-scene="5"] button')).toBeFocused()
    await expect(pictures.locator('[data-scene="5"] button')).not.toBeInViewport()
    await page.keyboard.press('Tab')
    await expect(pictures.locator('[data-scene="6"] button')).toBeFocused()
    await expect(pictures.locator('[data-scene="6"]')).toBeInViewport()
  })

  test('pages by keyboard through pictures that were never scrolled to, and returns the focus', async ({
    page,
    studio,
  }) => {
    const id = await createByApi(studio, SHORT_STORY)
    await openFilm(page, id)
    const opener = panel(page, 'image_generation').locator('[data-scene="2"] button')
    await opener.press('Enter')
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText('2/300')).toBeVisible()
    for (let step = 0; step < 60; step++) await page.keyboard.press('ArrowRight')
    await expect(dialog.getByText('62/300')).toBeVisible()
    await expect(dialog.getByRole('img')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(opener).toBeFocused()
  })

  test('keeps the reading position when the window is resized', async ({ page, studio }) => {
    const id = await createByApi(studio, SHORT_STORY)
    await openFilm(page, id, '/image_generation')
    const scroller = box(page, 'image_generation')
    await scrollToEnd(scroller)
    await page.setViewportSize({ width: 700, height: 900 })
    await scrollToEnd(scroller)
    await expect(panel(page, 'image_generation').locator('[data-scene="300"]')).toBeInViewport()
  })
})
