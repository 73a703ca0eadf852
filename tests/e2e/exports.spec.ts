import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { strFromU8, unzipSync } from 'fflate'
import { expect, openForm, createdId, runCompletes, test } from './fixtures'

async function takeAway(
  page: Page,
  kind: string,
): Promise<{ name: string; bytes: Uint8Array; path: string }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.locator(`[data-export="${kind}"]`).click(),
  ])
  const path = await file.path()
  return { name: file.suggestedFilename(), bytes: new Uint8Array(readFileSync(path)), path }
}

test.describe('taking a film away', () => {
  test('gives each kind of file, made in the browser', async ({ page, finishedFilm: id }) => {
    await page.goto(`/projects/${id}`)
    const film = await takeAway(page, 'mp4')
    expect(film.name).toBe('axe.mp4')
    const text = Buffer.from(film.bytes).toString('latin1')
    for (const part of ['ftyp', 'avc1', 'tx3g']) expect(text).toContain(part)
    await expect(page.getByText('已保存为“axe.mp4”。')).toBeVisible()

    expect(strFromU8((await takeAway(page, 'srt')).bytes)).toMatch(/^1\n00:00:00,000 --> 00:00:0\d,\d{3}\n/)
    expect(strFromU8((await takeAway(page, 'vtt')).bytes)).toMatch(/^WEBVTT\n\n00:00:00\.000 --> /)
    const texts = await takeAway(page, 'md')
    expect(texts.name).toBe('axe.md')
    expect(strFromU8(texts.bytes)).toContain('# axe\n\n## 改写\n\n')

    const clips = unzipSync((await takeAway(page, 'zip')).bytes)
    expect(Object.keys(clips)).toEqual(['clips/001.mp4'])
    expect(strFromU8(clips['clips/001.mp4']?.subarray(4, 8) ?? new Uint8Array())).toBe('ftyp')
    expect(Object.keys(unzipSync((await takeAway(page, 'jianying')).bytes))).toEqual([
      'axe/draft_content.json',
      'axe/draft_info.json',
      'axe/draft_meta_info.json',
      'axe/clips/001.mp4',
    ])
    expect(Object.keys(unzipSync((await takeAway(page, 'otio')).bytes))).toEqual([
      'timeline.otio',
      'clips/001.mp4',
    ])
  })

  test('as a project gives the same project in another list', async ({ page, finishedFilm: id }) => {
    await page.goto(`/projects/${id}`)
    const { path, name, bytes } = await takeAway(page, 'project')
    expect(name).toBe('axe.dailies.zip')
    await openForm(page)
    await page
      .locator('input[type="file"]')
      .last()
      .setInputFiles({
        name,
        mimeType: 'application/zip',
        buffer: readFileSync(path),
      })
    await expect(page).toHaveURL(/\/projects\/[^/?]+$/)
    const copy = await createdId(page)
    expect(copy).not.toBe(id)
    await runCompletes(page)
    await expect(page.locator('[data-film]')).toHaveAttribute('data-state', 'film')
    const again = unzipSync((await takeAway(page, 'project')).bytes)
    const before = unzipSync(bytes)
    expect(Object.keys(again)).toEqual(Object.keys(before))
    for (const [file, content] of Object.entries(before)) expect(again[file]).toEqual(content)
  })

  test('says what is missing, and when a clip cannot be fetched', async ({ page, finishedFilm: id }) => {
    await page.route('**/media/*.mp4', (route) => route.abort())
    await page.goto(`/projects/${id}`)
    await page.locator('[data-export="zip"]').click()
    await expect(page.getByText(/^有图片或视频没能取到：/)).toBeVisible()
    await expect(page.locator('[data-export="srt"]')).toBeEnabled()
  })
})
