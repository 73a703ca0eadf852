import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { violations } from '../support/axe'
import { BROKEN_STREAMS, BrokenServer, FLOOD_FRAMES, REFUSALS } from '../support/brokenStreams'
import {
  clearFaults,
  command,
  createByApi,
  expect,
  ONE_SENTENCE,
  RUN_TIMEOUT_MS,
  SHORT_STORY,
  test,
  unfold,
} from './fixtures'

async function connect(page: Page, projectId: string, baseUrl?: string): Promise<void> {
  await page.goto('/sse-demo')
  if (baseUrl !== undefined) await page.locator('[name="base_url"]').fill(baseUrl)
  await page.locator('[name="project_id"]').fill(projectId)
  await page.locator('[data-action="connect"]').click()
}

function total(page: Page, name: string): Locator {
  return page.locator(`[data-total="${name}"]`)
}

/** Export the current recording and return the path of the file. */
async function exported(page: Page): Promise<string> {
  await page.locator('[data-tab="recordings"]').click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('[data-action="export"]').click(),
  ])
  return download.path()
}

test.describe('the lab with the studio', () => {
  test.afterEach(async ({ studio }) => clearFaults(studio))

  test('shows a run frame by frame, filters it, and rates it healthy', async ({ page, studio }) => {
    const id = await createByApi(studio, ONE_SENTENCE)
    await connect(page, id)
    await expect(page.locator('[data-frame]').first()).toContainText('connected')
    await command(studio, id, 'run_pipeline')
    await expect(page.locator('[data-frame]', { hasText: 'pipeline_done' })).toBeVisible({
      timeout: RUN_TIMEOUT_MS,
    })
    await expect(page.locator('[data-verdict]')).toHaveAttribute('data-verdict', 'healthy')
    expect(Number(await total(page, 'messages').textContent())).toBeGreaterThan(20)
    expect(await total(page, 'bytes').textContent()).toMatch(/^\d{4,}$/)
    await expect(total(page, 'malformed')).toHaveText('0')

    await page.keyboard.press('/')
    await page.keyboard.type('pipeline_d(one|two)')
    await page.getByRole('button', { name: '正则表达式' }).click()
    await expect(page.locator('[data-frame]')).toHaveCount(1)
    await page.locator('[data-frame]').click()
    await expect(page.locator('[data-details]')).toContainText('completed_stages')
    await page.getByRole('button', { name: '十六进制' }).click()
    await expect(page.locator('[data-hex]')).toContainText('000000')
    await page.locator('[name="search"]').fill('(')
    await expect(page.getByRole('alert')).toContainText('正则表达式无效')
  })

  test('shows no new frames while on hold, loses none, and folds tokens', async ({ page, studio }) => {
    const id = await createByApi(studio, ONE_SENTENCE)
    await connect(page, id)
    await expect(page.locator('[data-frame]')).toHaveCount(1)
    await page.locator('[data-action="hold"]').click()
    await command(studio, id, 'run_pipeline')
    await expect(page.locator('[data-waiting]')).not.toHaveText(/^0 /)
    await expect(page.locator('[data-frame]')).toHaveCount(1)
    await page.locator('[data-action="hold"]').click()
    await expect(page.locator('[data-frame]').nth(10)).toBeVisible()
    await page.locator('[data-action="fold"]').click()
    await expect(page.locator('[data-frame]', { hasText: '个 token' }).first()).toBeVisible()
  })

  test('keeps settings and expectations in the URL, but never the token', async ({ page, studio }) => {
    const id = await createByApi(studio, ONE_SENTENCE)
    await page.goto('/sse-demo')
    await page.locator('[name="project_id"]').fill(id)
    await page.locator('[name="stage"]').selectOption('rewrite')
    await page.locator('[name="header"]').selectOption('token')
    await page.locator('[name="token"]').fill('sesame-sesame')
    await page.locator('[data-tab="expectations"]').click()
    await page.locator('[name="expectations"]').fill('connected within 5 s\nat least 900 token\nwrong line')
    await expect(page).toHaveURL(/expect=/)
    await page.locator('[data-action="connect"]').click()
    await expect(page.locator('[data-assertion="1"]')).toHaveAttribute('data-status', 'pass')
    await expect(page.locator('[data-assertion="2"]')).toHaveAttribute('data-status', 'open')
    await expect(page.locator('[data-expectations] [data-status="fault"]')).toContainText('第 3 行')
    expect(page.url()).not.toContain('sesame')
    await page.reload()
    await expect(page.locator('[name="project_id"]')).toHaveValue(id)
    await expect(page.locator('[name="stage"]')).toHaveValue('rewrite')
    await page.locator('[data-tab="expectations"]').click()
    await expect(page.locator('[name="expectations"]')).toHaveValue(/at least 900 token/)
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    expect(kept).not.toContain('sesame')
  })

  test('exports a run, imports it, and replays it in the dashboard', async ({ page, studio }) => {
    const id = await createByApi(studio, SHORT_STORY, '重放的项目')
    let snapshotStatus = ''
    await page.route(`**/projects/projects/${id}/`, async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response })
      snapshotStatus = ((await response.json()) as { status: string }).status
    })
    await connect(page, id)
    await expect(page.locator('[data-frame]')).toHaveCount(1)
    await command(studio, id, 'run_pipeline')
    await expect(page.locator('[data-frame]', { hasText: 'pipeline_done' })).toBeVisible({
      timeout: RUN_TIMEOUT_MS,
    })
    // The last snapshot follows the end of the run.
    await expect.poll(() => snapshotStatus).toBe('completed')
    await page.locator('[data-action="disconnect"]').click()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    const file = await exported(page)
    const messages = await total(page, 'messages').textContent()
    expect(readFileSync(file, 'utf8').split('\n')[0]).toContain('"format":"dailies-stream"')

    await page.goto('/sse-demo')
    await page.locator('[data-tab="recordings"]').click()
    await page.locator('[name="recording"]').setInputFiles(file)
    await expect(total(page, 'messages')).toHaveText(messages ?? '')
    await page.locator('[data-action="rewind"]').click()
    await expect(total(page, 'messages')).toHaveText('0')
    await page.locator('[data-action="step"]').click()
    await expect(page.locator('[data-frame]')).toHaveCount(1)
    await page.locator('[name="comparison"]').setInputFiles(file)
    await expect(page.locator('[data-comparison]')).toContainText('顺序相同')

    await page.locator('[data-action="replay-dashboard"]').click()
    await page.locator('[data-action="replay-all"]').click()
    const root = page.locator('[data-project-status]')
    await expect(root).toHaveAttribute('data-project-status', 'completed')
    await expect(page.getByRole('heading', { name: '重放的项目' })).toBeVisible()
    await unfold(page, 'rewrite')
    await expect(page.locator('[data-stage="rewrite"] [data-live-text]')).not.toHaveText('')
    await expect(page.locator('[data-stage="video_generation"]')).toHaveAttribute('data-status', 'completed')
    await expect(
      page.locator('[data-action="run"], [data-action="retry"], [data-action="pause"]'),
    ).toHaveCount(0)
  })

  test('plays faulty scenarios of the studio and reports the faults', async ({ page }) => {
    await page.goto('/sse-demo')
    await page.locator('[data-tab="scenarios"]').click()
    await page.locator('[data-scenario="malformed"]').click()
    await expect(total(page, 'malformed')).toHaveText('3')
    await expect(page.locator('[data-verdict]')).toHaveAttribute('data-verdict', 'broken')
    await page.locator('[data-scenario="giant"]').click()
    await expect(total(page, 'bytes')).toHaveText(/^\d{7,}$/)
    await page.locator('[data-tab="scenarios"]').click()
    await page.locator('[data-scenario="cut"]').click()
    await expect(total(page, 'reconnects')).toHaveText('1')
  })

  test('diagnoses a stream that does not open', async ({ page }) => {
    await connect(page, 'no-such-project')
    await expect(page.locator('[data-diagnosis="not_found"]').first()).toBeVisible()
    await expect(page.locator('[data-verdict]')).toHaveAttribute('data-verdict', 'failed')
  })
})

test.describe('the lab with a server that violates the contract', () => {
  const server = new BrokenServer()
  test.beforeAll(() => server.start())
  test.afterAll(() => server.close())

  test('reports each violation', async ({ page }) => {
    for (const rule of Object.keys(BROKEN_STREAMS))
      await test.step(rule, async () => {
        await connect(page, rule, server.url)
        await page.locator('[data-tab="checks"]').click()
        await expect(page.locator(`[data-rule="${rule}"]`)).toBeVisible()
      })
  })

  test('diagnoses a cross-origin stream that does not open', async ({ page, consoleErrors }) => {
    for (const kind of Object.keys(REFUSALS))
      await test.step(kind, async () => {
        await connect(page, kind, server.url)
        await expect(page.locator(`[data-diagnosis="${kind}"]`).first()).toBeVisible()
        // The browser logs blocked requests itself, sometimes only after the page has shown the diagnosis. Each entry
        // names the address that was blocked.
        const isBlocked = (text: string) =>
          text.includes('blocked by CORS policy') && text.includes(`/projects/cors/'`)
        expect(consoleErrors.splice(0).filter((text) => !isBlocked(text))).toEqual([])
      })
  })

  test('diagnoses an unreachable host', async ({ page }) => {
    const gone = new BrokenServer()
    await gone.start()
    const { url } = gone
    await gone.close()
    await connect(page, 'p', url)
    await expect(page.locator('[data-diagnosis="unreachable"]').first()).toBeVisible()
  })

  test('receives 100,000 frames and renders only a few rows', async ({ page }) => {
    await connect(page, 'flood', server.url)
    await expect(total(page, 'messages')).toHaveText(String(FLOOD_FRAMES), { timeout: 100_000 })
    await expect(page.locator('[data-frame]', { hasText: `frame ${FLOOD_FRAMES - 1}` })).toBeVisible()
    expect(await page.locator('[data-frame]').count()).toBeLessThan(150)
    await page.getByRole('grid').press('Home')
    await expect(page.locator('[data-frame]', { hasText: 'connected' })).toBeVisible()
    expect(await page.locator('[data-frame]').count()).toBeLessThan(150)
  })

  test('works with the keyboard and has no accessibility violation', async ({ page }) => {
    await connect(page, 'hostile', server.url)
    const grid = page.getByRole('grid')
    await expect(page.locator('[data-frame]', { hasText: 'connected' })).toBeVisible()
    await grid.press('Home')
    await grid.press('ArrowDown')
    await expect(page.locator('[data-frame][aria-selected="true"]')).toContainText('connected')
    await grid.press('Enter')
    await expect(page.getByRole('tabpanel')).toBeFocused()
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click()
      expect(await violations(page), (await tab.textContent()) ?? '').toEqual([])
    }
  })

  test('shows hostile content as text', async ({ page }) => {
    await connect(page, 'hostile', server.url)
    await expect(page.locator('[data-frame]')).toHaveCount(7)
    await expect(page.locator('[data-frame][data-kind="comment"]')).toHaveCount(1)
    await expect(page.locator('[data-frame][data-kind="message"]')).toHaveCount(3)
    await expect(page.locator('[data-frame][data-kind="unknown"]')).toHaveCount(2)
    await expect(page.locator('[data-frame][data-kind="malformed"]')).toHaveCount(1)
    await expect(page.getByText('<img src=x onerror="window.hacked=1">').first()).toBeVisible()
    await expect(page.locator('[data-frame]', { hasText: '⟨U+202E⟩evil' })).toBeVisible()
    for (const row of await page.locator('[data-frame]').all()) await row.click()
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
    expect(await page.locator('main img, main script').count()).toBe(0)
  })
})
