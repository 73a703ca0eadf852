import { mkdirSync } from 'node:fs'
import { chromium, type Browser, type Page } from '@playwright/test'
import { BROWSER_ARGS, ensureBrowser } from './browser'
import { LOCALES } from '../../src/locales/locales'
import { StudioProcess } from './studioProcess'

/*
 * Takes a picture of every component of the gallery in both themes and languages, on a phone and on a desk:
 * `npm run gallery`, or `npm run gallery -- ListRow` for one component.
 */

const FOLDER = process.env['GALLERY_DIR'] ?? 'test-results/gallery'
const WIDTHS = [360, 1440]
const THEMES = ['projector', 'paper']

async function takeAll(page: Page, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const section of await page.locator('[data-component]').all()) {
    const name = await section.getAttribute('data-component')
    await section.screenshot({ path: `${folder}/${name}.png` })
    const openers = await section.locator('[data-opens]').all()
    for (const [index, opener] of openers.entries()) {
      await opener.click()
      await page.screenshot({ path: `${folder}/${name}-${index + 1}.png` })
      await page.keyboard.press('Escape')
    }
  }
}

async function visit(browser: Browser, origin: string, width: number, query: Record<string, string>) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(`${origin}/gallery/?${new URLSearchParams(query).toString()}`)
  await page.locator('[data-component]').last().waitFor()
  await page.waitForLoadState('networkidle')
  await takeAll(page, `${FOLDER}/${query['theme']}-${query['locale']}-${width}`)
  await context.close()
}

const component = process.argv[2] ?? ''
const studio = new StudioProcess({ command: 'dev' })
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGS })
try {
  await studio.start()
  for (const theme of THEMES)
    for (const locale of LOCALES)
      for (const width of WIDTHS) await visit(browser, studio.url, width, { theme, locale, component })
  console.log(FOLDER)
} finally {
  await browser.close()
  await studio.dispose()
}
