import type { Page } from '@playwright/test'
import axe from 'axe-core'
import { expect, test } from './fixtures'

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

/** All of axe's rules: the standard, its advice, and the rules that it does not run by itself. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice', 'experimental']

async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source })
  const found = await page.evaluate(async (values) => {
    const { axe } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> }
    }
    return (await axe.run({ runOnly: { type: 'tag', values } })).violations
  }, TAGS)
  return found.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`)
}

for (const colorScheme of ['dark', 'light'] as const)
  for (const locale of ['zh-CN', 'en-US'])
    test.describe(`every page in ${locale}, ${colorScheme}`, () => {
      test.use({ colorScheme, locale })

      test('has no accessibility violation and no horizontal overflow', async ({
        page,
        finishedFilm: id,
      }) => {
        const paths = [
          '/projects',
          '/login',
          '/sse-demo',
          '/no/such/page',
          `/projects/${id}`,
          '/projects/no-such-project',
        ]
        for (const path of [...paths, `/projects/${id}/rewrite`, `/projects/${id}/video_generation`]) {
          await page.goto(path)
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
          expect(await violations(page), path).toEqual([])
          await page.setViewportSize({ width: 360, height: 780 })
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          )
          expect(overflow, `${path} at 360 px`).toBeLessThanOrEqual(0)
          await page.setViewportSize({ width: 1440, height: 900 })
        }
      })
    })
