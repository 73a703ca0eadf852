import { mkdirSync, readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { BROWSER_ARGS, ensureBrowser } from './browser'
import { StudioProcess } from './studioProcess'

/*
 * Takes the screenshot for the README: starts the built product, makes a film from a public-domain tale, and captures the
 * dashboard in the middle of the run. Run `npm run build` first.
 */

const FOLDER = 'docs/screenshots'

async function createProject(origin: string): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/projects/projects/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      name: '桃花源记',
      original_topic: readFileSync('tests/fixtures/stories/taohuayuan.txt', 'utf8'),
      aspect_ratio: '16:9',
    }),
  })
  return String(((await answer.json()) as { id: string | number }).id)
}

// Clips as large as a person gets them.
const studio = new StudioProcess({ env: { CLIP_LONG_SIDE: '' } })
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGS })
try {
  await studio.start()
  mkdirSync(FOLDER, { recursive: true })
  const id = await createProject(studio.url)
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    colorScheme: 'dark',
  })
  const page = await context.newPage()
  await page.goto(`${studio.url}/projects/${id}`)
  await page.locator('[data-action="run"]').click()
  await page.locator('[data-frame-of="3"] [data-parts^="completed completed"]').waitFor({ timeout: 90_000 })
  await page.screenshot({ path: `${FOLDER}/dashboard.png` })
  console.log(`${FOLDER}/dashboard.png`)
} finally {
  await browser.close()
  await studio.dispose()
}
