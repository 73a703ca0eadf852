import type { Page } from '@playwright/test'
import axe from 'axe-core'
import type { StudioProcess } from '../support/studioProcess'
import { command, createByApi, expect, story, test } from './fixtures'

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source })
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    return (await axe.run()).violations
  })
  return found.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`)
}

/** The film that the tests of one worker look at, by its studio. */
const films = new Map<StudioProcess, Promise<string>>()

/** A film whose run has ended: the same for all who ask, since looking changes nothing. */
function finishedFilm(studio: StudioProcess): Promise<string> {
  const made = films.get(studio) ?? makeFilm(studio)
  films.set(studio, made)
  return made
}

async function makeFilm(studio: StudioProcess): Promise<string> {
  const id = await createByApi(studio, story('single-sentence.txt'), 'axe')
  await command(studio, id, 'run_pipeline')
  await expect
    .poll(
      async () => {
        const answer = await fetch(`${studio.url}/api/v1/projects/projects/${id}/`)
        return ((await answer.json()) as { status: string }).status
      },
      { timeout: 100_000 },
    )
    .toBe('completed')
  return id
}

for (const colorScheme of ['dark', 'light'] as const)
  for (const locale of ['zh-CN', 'en-US'])
    test.describe(`every page in ${locale}, ${colorScheme}`, () => {
      test.use({ colorScheme, locale })

      test('has no accessibility violation and nothing wider than the window', async ({ page, studio }) => {
        const id = await finishedFilm(studio)
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
