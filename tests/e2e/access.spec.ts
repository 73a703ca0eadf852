import { violations } from '../support/axe'
import { expect, test } from './fixtures'

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
