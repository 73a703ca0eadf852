import type { Page } from '@playwright/test'
import { violations } from '../support/axe'
import { StudioProcess } from '../support/studioProcess'
import { expect, test } from './fixtures'

const server = new StudioProcess({ command: 'dev' })
test.beforeAll(() => server.start())
test.afterAll(() => server.dispose())

/**
 * Wait until a dialog that opens is visible with all that is in it: visibility reaches what is nested frame by frame, and until
 * then nothing there can be focused.
 */
async function stands(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const hidden = () =>
      [...document.querySelectorAll('dialog[open] *')].filter(
        (element) => getComputedStyle(element).visibility !== 'visible',
      ).length
    let before = hidden()
    for (let calm = 0; calm < 10;) {
      await new Promise(requestAnimationFrame)
      const now = hidden()
      calm = now === before ? calm + 1 : 0
      before = now
    }
  })
}

for (const theme of ['projector', 'paper'])
  for (const locale of ['zh-CN', 'en'])
    test(`every component in every state is accessible in ${theme} and ${locale}`, async ({ page }) => {
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.goto(`${server.url}/gallery/?theme=${theme}&locale=${locale}`)
      await page.locator('[data-component]').last().waitFor()
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await page.locator('[data-shows]').click()
      // axe's advice for whole pages does not fit a page that repeats each component often.
      expect(await violations(page, { rules: 'standard' })).toEqual([])
      const dialogs = page.locator('[data-component]', { has: page.locator('[data-opens]') })
      const names = await dialogs.evaluateAll((found) =>
        found.map(({ dataset }) => dataset['component'] ?? ''),
      )
      expect(names).toContain('BaseDialog')
      for (const name of names) {
        // Alone on its page: among all others, each opening takes the browser seconds.
        await page.goto(`${server.url}/gallery/?theme=${theme}&locale=${locale}&component=${name}`)
        await page.locator('[data-opens]').last().waitFor()
        for (const opener of await page.locator('[data-opens]').all()) {
          await opener.click()
          await stands(page)
          expect(await violations(page, { within: 'dialog[open]', rules: 'standard' }), name).toEqual([])
          await page.keyboard.press('Escape')
        }
      }
    })
