import type { Page } from '@playwright/test'
import axe from 'axe-core'
import { StudioProcess } from '../support/studioProcess'
import { expect, test } from './fixtures'

/** The rules of the standard. axe's advice for whole pages does not fit a page that repeats each component often. */
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

async function violations(page: Page, within: string): Promise<string[]> {
  const found = await page.evaluate(
    async ([selector, values]) => {
      const { axe } = window as unknown as {
        axe: { run(selector: string, options: object): Promise<{ violations: Violation[] }> }
      }
      return (await axe.run(selector, { runOnly: { type: 'tag', values } })).violations
    },
    [within, STANDARD] as const,
  )
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

const server = new StudioProcess({ command: 'dev' })
test.beforeAll(() => server.start())
test.afterAll(() => server.dispose())

for (const theme of ['projector', 'paper'])
  for (const locale of ['zh-CN', 'en'])
    test(`every component in every state is accessible in ${theme} and ${locale}`, async ({ page }) => {
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.goto(`${server.url}/gallery/?theme=${theme}&locale=${locale}`)
      await page.locator('[data-component]').last().waitFor()
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await page.locator('[data-shows]').click()
      await page.addScriptTag({ content: axe.source })
      expect(await violations(page, 'body')).toEqual([])
      for (const opener of await page.locator('[data-opens]').all()) {
        await opener.click()
        expect(await violations(page, 'dialog[open]')).toEqual([])
        await page.keyboard.press('Escape')
      }
    })
