import type { Page } from '@playwright/test'
import {
  clearFaults,
  createByApi,
  createProject,
  expect,
  fault,
  ONE_SENTENCE,
  runCompletes,
  SHORT_STORY,
  test,
  unfold,
} from './fixtures'

/** The colour that an element is really painted in, after everything that the browser replaces. */
const paintOf = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => getComputedStyle(element).backgroundColor)

test.describe('a person who uses forced colours', () => {
  test.use({ contextOptions: { forcedColors: 'active' } })

  test('sees how far each stage is', async ({ page, finishedFilm: id }) => {
    await page.goto(`/projects/${id}`)
    const bar = '[data-stage] .lane .state-bar'
    // A stage has a bar for each thing that it did.
    for (const stage of await page.locator('[data-stage]').all())
      await expect(stage.locator('.lane .state-bar').first()).toBeVisible()
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(await paintOf(page, bar)).not.toBe(ground)
    await expect(page.locator('[data-frame-of] [data-parts]').first()).toHaveCSS(
      'background-image',
      /gradient/,
    )
    await expect(page.locator('[data-frame-of][aria-current]')).toHaveCSS('outline-style', 'solid')
  })
})

test.describe('a page on paper', () => {
  test('has the whole text, in ink, and no controls', async ({ page, studio }) => {
    const story = Array.from(
      { length: 60 },
      (_, line) => `第${line + 1}天，渔人沿着溪水走，忽逢桃花林。`,
    ).join('\n')
    const id = await createProject(page, story)
    await page.locator('[data-action="run"]').click()
    await expect(page.locator('[data-stage="rewrite"]')).toHaveAttribute('data-status', 'completed')
    await page.locator('[data-action="pause"]').click()
    await expect(page.locator('[data-project-status]')).toHaveAttribute('data-project-status', 'paused')
    await page.goto(`${studio.url}/projects/${id}/rewrite`)
    await expect(page.locator('[data-live-text]')).toContainText('第60天')
    await page.emulateMedia({ media: 'print' })
    const box = await page.locator('[data-live-text]').evaluate((text) => ({
      whole: text.scrollHeight,
      shown: text.closest('[tabindex="0"]')?.clientHeight ?? 0,
    }))
    expect(box.shown).toBeGreaterThanOrEqual(box.whole)
    await expect(page.getByRole('button')).toHaveCount(0)
    const ink = await page.locator('h1').evaluate((title) => getComputedStyle(title).color)
    expect(ink).toMatch(/^(?:rgb\(0, 0, 0\)|oklch\(0 |color\(srgb 0 0 0\))/)
  })
})

test.describe('words from right to left', () => {
  test('run in their own direction, line by line, and turn nothing else around', async ({ page, studio }) => {
    const id = await createByApi(studio, 'הנהר זורם אל הים.', '\u202e目录 שלום')
    await page.goto(`/projects/${id}`)
    const title = page.getByRole('heading', { level: 1 })
    await expect(title).toHaveCSS('unicode-bidi', 'plaintext')
    await expect(page.locator('[data-stage="rewrite"] .story').first()).toHaveCSS('unicode-bidi', 'plaintext')
    await page.locator('[data-action="run"]').click()
    const lines = page.locator('[data-stage="rewrite"] [data-live-text] .line')
    // While the run goes on, the panel may still fold by itself.
    await runCompletes(page)
    await unfold(page, 'rewrite')
    await expect(lines.filter({ hasText: 'הנהר' }).first()).toHaveCSS('direction', 'rtl')
    await expect(page.locator('[data-stage="rewrite"] h2')).toHaveCSS('direction', 'ltr')
    await page.goto('/projects')
    const remove = page.getByRole('button', { name: /שלום/ })
    await expect(remove).toHaveAttribute('aria-label', /\u2068[^\u2069]*\u2069/)
  })
})

test.describe('an address that is no valid encoding', () => {
  test('is answered by the page, which says that there is no such project', async ({ page, studio }) => {
    const answer = await page.goto(`${studio.url}/projects/%`)
    expect(answer?.status()).toBe(200)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByRole('main').getByRole('link').first()).toHaveAttribute('href', /\/(projects)?$/)
  })
})

test.describe('the keyboard', () => {
  test('leaves a large stage with Escape, and shows the focus of a whole row', async ({
    page,
    finishedFilm: id,
  }) => {
    await page.goto(`/projects/${id}/rewrite`)
    // The keys come with the tools, when the page is idle.
    await page.locator('[data-action="edit"]').first().waitFor()
    await page.keyboard.press('Escape')
    await page.waitForURL(`**/projects/${id}`)
    await page.goto('/projects?search=axe')
    const link = page.getByRole('main').getByRole('listitem').first().getByRole('link')
    await link.focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    await expect(link).toBeFocused()
    await expect(page.getByRole('main').getByRole('listitem').first()).toHaveCSS('outline-style', 'solid')
  })

  test('does not pause a run with the second Enter on Run', async ({ page, studio }) => {
    await fault(studio, { fault: 'slow', ms: 60 })
    await createProject(page, SHORT_STORY)
    await page.locator('[data-action="run"]').focus()
    // The second press comes as soon as the button is another one, however busy this machine is.
    await page.evaluate(() => {
      const observer = new MutationObserver(() => {
        const pause = document.querySelector<HTMLElement>('[data-action="pause"][aria-disabled="false"]')
        if (!pause) return
        observer.disconnect()
        document.documentElement.dataset['pressedAgain'] = String(document.activeElement === pause)
        pause.click()
      })
      observer.observe(document.body, { subtree: true, childList: true, attributes: true })
    })
    await page.keyboard.press('Enter')
    await expect(page.locator('html')).toHaveAttribute('data-pressed-again', 'true')
    await expect(page.locator('[data-stage="rewrite"] [data-live-text]').first()).not.toHaveText('')
    await expect(page.locator('[data-project-status]')).toHaveAttribute('data-project-status', 'processing')
    await clearFaults(studio)
  })

  test('goes from the play button over the words to the frame of the strip', async ({
    page,
    finishedFilm: id,
  }) => {
    await page.goto(`/projects/${id}`)
    await page.getByRole('slider', { name: '播放位置' }).waitFor()
    const stops = page
      .locator('[data-film]')
      .locator('button:not([tabindex="-1"]), a[href], input, select, [tabindex="0"]')
    const count = await stops.count()
    await stops.first().focus()
    // After it come the two buttons that stretch the strip.
    for (let stop = 1; stop < count - 2; stop += 1) await page.keyboard.press('Tab')
    await expect(page.locator('[data-film] button[aria-current]')).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: '缩小时间轴' })).toBeFocused()
  })
})

test.describe('a project that somebody deletes', () => {
  test('is said to be gone on the page that watches it, with a way back', async ({ page, studio }) => {
    await fault(studio, { fault: 'slow', ms: 60 })
    const id = await createProject(page, SHORT_STORY, '被别人删掉的')
    await page.locator('[data-action="run"]').click()
    await expect(page.locator('[data-stage="rewrite"] [data-live-text]').first()).not.toHaveText('')
    await fetch(`${studio.url}/api/v1/projects/projects/${id}/`, { method: 'DELETE' })
    await expect(page.getByRole('heading', { level: 1, name: '“被别人删掉的”已被删除' })).toBeVisible()
    await expect(page.locator('main [data-action]')).toHaveCount(0)
    await expect(page.locator('[data-project-status]')).toHaveAttribute('data-project-status', 'unknown')
    await expect(page.getByRole('link', { name: '查看全部项目' })).toBeVisible()
    await clearFaults(studio)
  })
})

test.describe('a phone', () => {
  test.use({ viewport: { width: 360, height: 780 } })

  test('shows every filter of the list', async ({ page, finishedFilm }) => {
    await page.goto('/projects?search=axe')
    await expect(page.getByRole('listitem').filter({ hasText: 'axe' }).first(), finishedFilm).toBeVisible()
    for (const tab of await page.getByRole('navigation', { name: '按状态筛选' }).getByRole('link').all())
      await expect(tab).toBeInViewport({ ratio: 1 })
  })
})

test.describe('notes under the title', () => {
  test('move nothing when they come and go: run, pause, refusal', async ({ page, studio }) => {
    await fault(studio, { fault: 'slow', ms: 60 })
    await createProject(page, ONE_SENTENCE)
    // From the top of the page, because a press may scroll.
    const top = () =>
      page.locator('[data-strip]').evaluate((strip) => strip.getBoundingClientRect().top + window.scrollY)
    const before = await top()
    await page.route('**/run_pipeline/', (route) =>
      route.fulfill({ status: 400, json: { error: '今天的放映室已满，请明天再来。'.repeat(4) } }),
    )
    await page.locator('[data-action="run"]').click()
    await expect(page.getByRole('alert').filter({ hasText: '今天的放映室已满' })).toBeVisible()
    expect(await top()).toBe(before)
    await page.unroute('**/run_pipeline/')
    await page.locator('[data-action="run"]').click()
    await expect(page.locator('[data-project-status]')).toHaveAttribute('data-project-status', 'processing')
    expect(await top()).toBe(before)
    await page.locator('[data-action="pause"]').click()
    await expect(page.locator('[data-project-status]')).toHaveAttribute('data-project-status', 'paused')
    expect(await top()).toBe(before)
    await clearFaults(studio)
  })
})
