import type { Page } from '@playwright/test'
import { STAGES } from '../../src/protocol/stages'
import { createProject, expect, runCompletes, story, test, unfold } from './fixtures'

async function expectPicturesDecoded(page: Page): Promise<number> {
  await unfold(page, 'image_generation')
  const pictures = page.locator('[data-stage="image_generation"] [data-scene] img')
  await expect(pictures.first()).toBeAttached()
  const count = await pictures.count()
  for (let index = 0; index < count; index++) {
    const picture = pictures.nth(index)
    await picture.scrollIntoViewIfNeeded()
    await expect
      .poll(() => picture.evaluate((img: HTMLImageElement) => (img.complete ? img.naturalWidth : 0)))
      .toBeGreaterThan(0)
  }
  return count
}

async function expectClipPlays(page: Page): Promise<void> {
  await unfold(page, 'video_generation')
  const panel = page.locator('[data-stage="video_generation"]')
  await panel.getByRole('button', { name: /^播放第 1 / }).click()
  const clip = panel.locator('video')
  await clip.scrollIntoViewIfNeeded()
  const seconds = () => clip.evaluate((video: HTMLVideoElement) => video.currentTime)
  await clip.evaluate(async (video: HTMLVideoElement) => {
    video.muted = true
    await video.play()
  })
  await expect.poll(seconds).toBeGreaterThan(0.3)
  await clip.evaluate((video: HTMLVideoElement) => video.pause())
  const tracks = await clip.evaluate((video: HTMLVideoElement) => video.textTracks.length)
  expect(tracks).toBe(1)
}

test.describe('a story becomes a film', () => {
  test('a Chinese story runs live through all five stages and survives a restart', async ({
    page,
    studio,
  }) => {
    // The title and five sentences of the tale.
    await createProject(page, story('taohuayuan.txt').slice(0, 110))
    const root = page.locator('[data-project-status]')
    await expect(root).toHaveAttribute('data-project-status', 'draft')
    for (const stage of STAGES)
      await expect(page.locator(`[data-stage="${stage}"]`).first()).toHaveAttribute('data-status', 'pending')

    await page.locator('[data-action="run"]').click()
    await expect(root).toHaveAttribute('data-project-status', 'processing')

    // The panels fill during the run, not at its end.
    const rewrite = page.locator('[data-stage="rewrite"] [data-live-text]').first()
    const rewritePanel = page.locator('[data-stage="rewrite"]').first()
    await expect(rewrite).not.toHaveText('')
    const early = (await rewrite.textContent()) ?? ''
    await expect(rewritePanel).toHaveAttribute('data-status', 'running')
    await expect.poll(async () => ((await rewrite.textContent()) ?? '').length).toBeGreaterThan(early.length)
    expect(((await rewrite.textContent()) ?? '').startsWith(early)).toBe(true)

    // Words, picture, move, clip.
    await expect(page.locator('[data-frame-of="1"] [data-parts]')).toHaveAttribute(
      'data-parts',
      /^completed completed /,
    )
    await expect(page.locator('[data-stage="video_generation"]').first()).not.toHaveAttribute(
      'data-status',
      'completed',
    )

    await runCompletes(page)
    for (const stage of STAGES)
      await expect(page.locator(`[data-stage="${stage}"]`).first()).toHaveAttribute(
        'data-status',
        'completed',
      )
    expect(await expectPicturesDecoded(page)).toBeGreaterThanOrEqual(4)
    await expectClipPlays(page)
    await unfold(page, 'rewrite')
    const finalText = await rewrite.textContent()
    expect((finalText ?? '').startsWith(early)).toBe(true)
    expect(finalText).toContain('武陵')

    await studio.stop('SIGKILL')
    await studio.start()
    await page.reload()
    await runCompletes(page)
    await unfold(page, 'rewrite')
    await expect(rewrite).toHaveText(finalText ?? '', { useInnerText: false })
    expect(await expectPicturesDecoded(page)).toBeGreaterThanOrEqual(4)
    await expectClipPlays(page)
  })

  test('an English story becomes at least four scenes in its own words', async ({ page }) => {
    const text = story('tale-en.txt').split('\n\n')[1] ?? ''
    await createProject(page, text)
    await page.locator('[data-action="run"]').click()
    await runCompletes(page)
    await unfold(page, 'rewrite')
    const rewritten =
      (await page.locator('[data-stage="rewrite"] [data-live-text]').first().textContent()) ?? ''
    const sentences = rewritten.split(/(?<=[.!?]["”']?)\s+/).filter((sentence) => sentence.length > 20)
    expect(sentences.length).toBeGreaterThan(4)
    const flat = text.replace(/\s+/g, ' ')
    const own = sentences.filter((sentence) => flat.includes(sentence.slice(0, 30)))
    expect(own.length / sentences.length).toBeGreaterThan(0.8)
    expect(await expectPicturesDecoded(page)).toBeGreaterThanOrEqual(4)
    await unfold(page, 'camera_movement')
    await expect(page.locator('[data-stage="camera_movement"] [data-scene]')).not.toHaveCount(0)
    await expectClipPlays(page)
  })
})
