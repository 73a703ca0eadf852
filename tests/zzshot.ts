import { chromium } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { BROWSER_ARGS, ensureBrowser } from './support/browser'
import { BrokenServer } from './support/brokenStreams'
import { StudioProcess } from './support/studioProcess'
const studio = new StudioProcess()
const broken = new BrokenServer()
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGS })
try {
  await studio.start(); await broken.start()
  for (const [name, locale, colorScheme, width, height] of [['a','en','light',1440,900],['b','zh-CN','dark',360,800],['c','zh-CN','light',1920,1080]] as const) {
    const context = await browser.newContext({ viewport: { width, height }, locale, colorScheme })
    const page = await context.newPage()
    page.on('console', (m) => console.log('CONSOLE', m.type(), m.text()))
    page.on('pageerror', (e) => console.log('PAGEERROR', e.message))
    const check = async (label: string) => {
      await page.evaluate(axe)
      const found = await page.evaluate(async () => { const r = await (window as any).axe.run(); return r.violations.map((v: any) => [v.id, v.nodes.slice(0,3).map((n: any) => n.target.join(' ') + ' ' + n.failureSummary.slice(0,160))]) })
      console.log(name, label, JSON.stringify(found, null, 1))
      console.log('overflow', await page.evaluate(() => document.documentElement.scrollWidth - innerWidth))
    }
    await page.goto(`${studio.url}/sse-demo`)
    await page.locator('[name="base_url"]').fill(broken.url)
    await page.locator('[name="project_id"]').fill('hostile')
    await page.locator('[data-action="connect"]').click()
    await page.locator('[data-frame]').nth(3).click()
    await page.waitForTimeout(500)
    await page.screenshot({ path: `/tmp/${name}1.png`, fullPage: width < 500 })
    await check('hostile')
    await page.locator('[data-tab="expectations"]').click()
    await page.locator('[name="expectations"]').fill('connected within 500 ms\nat least 10 token\nno malformed')
    await page.waitForTimeout(300)
    await page.screenshot({ path: `/tmp/${name}2.png`, fullPage: width < 500 })
    await check('expect')
    if (name === 'a') {
      await page.locator('[data-tab="scenarios"]').click()
      await page.locator('[data-scenario="happy"]').click()
      await page.locator('[data-total="messages"]', { hasText: /^1\d\d$/ }).waitFor({ timeout: 30000 })
      await page.waitForTimeout(8000)
      await page.locator('[data-tab="delivery"]').click()
      await page.waitForTimeout(1200)
      await page.screenshot({ path: `/tmp/${name}3.png` })
      await check('delivery')
      await page.locator('[data-tab="recordings"]').click()
      await page.screenshot({ path: `/tmp/${name}4.png` })
      await check('rec')
      await page.locator('[data-tab="component"]').click()
      await check('comp')
      await page.locator('[data-tab="scenarios"]').click(); await check('scen')
      await page.locator('[data-tab="checks"]').click(); await check('checks')
      await page.locator('[data-tab="recordings"]').click()
      await page.locator('[data-action="replay-dashboard"]').click()
      await page.locator('[data-action="replay-10"]').click()
      await page.waitForTimeout(700)
      await page.screenshot({ path: `/tmp/${name}5.png` })
      await check('replay')
    }
    await context.close()
  }
} finally { await browser.close(); await studio.dispose(); await broken.close() }
