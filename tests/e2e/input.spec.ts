import { readFileSync } from 'node:fs'
import type { StudioProcess } from '../support/studioProcess'
import {
  createByApi,
  createdId,
  createProject,
  expect,
  ONE_SENTENCE,
  openForm,
  runCompletes,
  story,
  test,
  unfold,
} from './fixtures'

async function projectCount(studio: StudioProcess): Promise<number> {
  const answer = await fetch(`${studio.url}/api/v1/projects/projects/`)
  return ((await answer.json()) as { count: number }).count
}

test.describe('user input', () => {
  test('refuses an empty story at its field and creates no project', async ({ page, studio }) => {
    const { field, submit } = await openForm(page)
    const before = await projectCount(studio)
    await field.fill('   \n ')
    await submit.click()
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(page).not.toHaveURL(/\/projects\/.+/)
    expect(await projectCount(studio)).toBe(before)
  })

  test('refuses a story over 200,000 characters and keeps it in the field', async ({ page }) => {
    const { field, submit } = await openForm(page)
    const long = '渔'.repeat(200_001)
    await field.fill(long)
    await submit.click()
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    expect((await field.inputValue()).length).toBe(200_001)
  })

  test('accepts a pasted story of 200,000 characters', async ({ context, page, studio }) => {
    const long = story('taohuayuan.txt').repeat(600).slice(0, 200_000)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const { field, submit } = await openForm(page)
    await page.evaluate((text) => navigator.clipboard.writeText(text), long)
    await field.focus()
    await page.keyboard.press('ControlOrMeta+V')
    await submit.click()
    const id = await createdId(page)
    const answer = await fetch(`${studio.url}/api/v1/projects/projects/${id}/`)
    const snapshot = (await answer.json()) as { original_topic: string }
    expect(snapshot.original_topic.length).toBe(long.length)
    await page.locator('[data-action="run"]').click()
    await expect(page.locator('[data-stage="rewrite"]').first()).toHaveAttribute('data-status', 'completed')
    await page.locator('[data-action="pause"]').click()
    await expect(page.locator('[data-project-status]')).toHaveAttribute('data-project-status', 'paused')
  })

  test('decodes a GB18030 file', async ({ page }) => {
    const { field } = await openForm(page)
    await page.locator('input[type="file"]').setInputFiles({
      name: '桃花源记.txt',
      mimeType: 'text/plain',
      buffer: readFileSync('tests/fixtures/stories/taohuayuan.gb18030.txt'),
    })
    await expect(field).toHaveValue(story('taohuayuan.txt'))
  })

  test('makes a film from a single sentence with one press', async ({ page }) => {
    const { field } = await openForm(page)
    await field.fill(ONE_SENTENCE)
    await page.locator('[data-action="create-run"]').click()
    await runCompletes(page)
    await expect(page.locator('[data-film]')).toHaveAttribute('data-state', 'film')
  })

  test('shows emoji, markup and right-to-left text as text', async ({ page }) => {
    const text = story('hostile.txt')
    const dialogs: string[] = []
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    await createProject(page, text)
    await page.locator('[data-action="run"]').click()
    await runCompletes(page)
    await unfold(page, 'rewrite')
    const rewritten =
      (await page.locator('[data-stage="rewrite"] [data-live-text]').first().textContent()) ?? ''
    expect(rewritten).toContain('<script>')
    expect(dialogs).toEqual([])
    expect(await page.locator('[data-live-text] script, [data-live-text] img').count()).toBe(0)
  })

  test('shows a message for an unknown project and an unknown route', async ({ page }) => {
    await page.goto('/projects/no-such-project')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByRole('main').getByRole('link').first()).toHaveAttribute('href', /\/(projects)?$/)
    await page.goto('/no/such/page')
    await expect(page.getByText('404')).toBeVisible()
    await page.goto('/projects/x/no-such-stage')
    await expect(page.getByText('404')).toBeVisible()
  })

  test('restores a deleted project from the notice', async ({ page, studio }) => {
    await createByApi(studio, ONE_SENTENCE, '将被删除')
    await page.goto('/projects?search=将被删除')
    const row = page.getByRole('main').getByRole('listitem').filter({ hasText: '将被删除' })
    await expect(row).toHaveCount(1)
    await row.getByRole('button', { name: /删除/ }).click()
    await expect(row).toHaveCount(0)
    await page.locator('[data-notice]').getByRole('button', { name: /撤销/ }).click()
    await expect(row).toHaveCount(1)
    await page.reload()
    await expect(row).toHaveCount(1)
  })
})
