import type { Locator, Page } from '@playwright/test'
import { ScriptedRun } from '../support/scriptedRun'
import { expect, test as base } from './fixtures'

const test = base.extend<{ run: ScriptedRun }>({
  run: async ({ studio }, use) => {
    const run = new ScriptedRun(studio.url)
    await run.start()
    await use(run)
    await run.close()
  },
})

const WORDS =
  '晋太元中，武陵人捕鱼为业。缘溪行，忘路之远近。忽逢桃花林，夹岸数百步，中无杂树，芳草鲜美，落英缤纷。'
/** Pieces of four characters; a newline after each `lineLength` characters, 0 for none. */
function pieces(count: number, lineLength = 160): string[] {
  let written = 0
  return Array.from({ length: count }, (_, index) => {
    const piece = Array.from({ length: 4 }, (_, at) => WORDS[(index * 4 + at) % WORDS.length]).join('')
    written += 4
    return lineLength > 0 && written % lineLength === 0 ? `${piece.slice(0, 3)}\n` : piece
  })
}

const live = (page: Page) => page.locator('[data-stage="rewrite"] [data-live-text]').first()
const box = (page: Page) => page.locator('[data-stage="rewrite"] [role="region"]').last()
/** The distance from the scroll position to the end of the box, in pixels. */
const fromEnd = (page: Page) =>
  box(page).evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop)

async function open(page: Page, run: ScriptedRun, path = '') {
  await page.goto(run.url + path)
  await expect(page.locator('[data-stage="rewrite"]').first()).toHaveAttribute('data-status', 'running')
  await expect.poll(() => run.watchers).toBe(1)
}

/** Wait until the page shows exactly the text that was written. */
async function untilComplete(page: Page, run: ScriptedRun) {
  const text = live(page)
  await expect.poll(async () => (await text.textContent())?.length).toBe(run.text.length)
  expect(await text.textContent()).toBe(run.text)
}

test('shows the exact streamed text and follows its end', async ({ page, run }) => {
  await open(page, run)
  await run.writeSteadily(pieces(600), 300)
  await untilComplete(page, run)
  expect(await fromEnd(page)).toBeLessThanOrEqual(64)
})

test('keeps the scroll position of a reader who scrolls up, and offers a jump to the live end', async ({
  page,
  run,
}) => {
  await open(page, run)
  run.write(...pieces(1_000))
  await untilComplete(page, run)
  await box(page).hover()
  await page.mouse.wheel(0, -600)
  await expect.poll(() => fromEnd(page)).toBeGreaterThan(500)
  const before = await box(page).evaluate((element) => element.scrollTop)
  run.write(...pieces(200))
  await untilComplete(page, run)
  expect(await box(page).evaluate((element) => element.scrollTop)).toBe(before)
  await page.getByRole('button', { name: '跳到最新' }).click()
  await expect.poll(() => fromEnd(page)).toBeLessThanOrEqual(64)
  run.write(...pieces(200))
  await untilComplete(page, run)
  await expect.poll(() => fromEnd(page)).toBeLessThanOrEqual(64)
})

test('keeps the selection while text arrives', async ({ page, run }) => {
  await open(page, run)
  run.write(...pieces(400))
  await untilComplete(page, run)
  const selected = await live(page).evaluate((element) => {
    const lines = element.querySelectorAll('.line')
    const [first, last] = [lines[3], lines[5]]
    if (!first || !last) throw new Error('no lines')
    document.getSelection()?.setBaseAndExtent(first, 0, last, 1)
    return document.getSelection()?.toString() ?? ''
  })
  expect(selected.length).toBeGreaterThan(300)
  await run.writeSteadily(pieces(300), 300)
  await untilComplete(page, run)
  expect(await page.evaluate(() => document.getSelection()?.toString())).toBe(selected)
})

test('finds text outside the viewport with the search of the browser', async ({ page, run }) => {
  await open(page, run)
  run.write('缘起：不足为外人道也。\n', pieces(25_000).join(''))
  await untilComplete(page, run)
  const find = (words: string) =>
    page.evaluate((given) => {
      document.getSelection()?.removeAllRanges()
      const { find } = globalThis as unknown as { find: (words: string) => boolean }
      return find(given) && document.getSelection()?.toString() === given
    }, words)
  expect(await find('不足为外人道也')).toBe(true)
  expect(await find('此中人语云')).toBe(false)
})

/** The difference in height, in pixels, between a text and the same text in one plain paragraph. */
function heightBesidePlain(text: Locator): Promise<number> {
  return text.evaluate((element) => {
    const plain = element.cloneNode(false) as HTMLElement
    plain.classList.remove('live')
    plain.textContent = element.textContent
    element.after(plain)
    const difference = Math.abs(element.clientHeight - plain.clientHeight)
    plain.remove()
    return difference
  })
}

test('renders and copies a line of thousands of characters as one paragraph', async ({ page, run }) => {
  await open(page, run, '/rewrite')
  await run.writeSteadily(pieces(1_500, 0), 500)
  await untilComplete(page, run)
  const { parts, copied } = await live(page).evaluate((element) => {
    document.getSelection()?.selectAllChildren(element)
    const copied = document.getSelection()?.toString()
    document.getSelection()?.removeAllRanges()
    return { parts: element.querySelectorAll('.part').length, copied }
  })
  expect(parts).toBeGreaterThan(1)
  expect(copied).toBe(run.text)
  // The live edge may start a new line.
  expect(await heightBesidePlain(live(page))).toBeLessThan(40)
  // At another width the lines wrap anew, and none ends early.
  await page.setViewportSize({ width: 500, height: 900 })
  await expect.poll(() => heightBesidePlain(live(page))).toBeLessThan(40)
  expect(await live(page).textContent()).toBe(run.text)
})

test('shows a burst quickly in several steps without blocking the page', async ({ page, run }) => {
  await open(page, run)
  run.write(...pieces(100))
  await untilComplete(page, run)
  const seen = page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const text = document.querySelector('[data-stage="rewrite"] [data-live-text]')
        const lengths: number[] = []
        const look = () => {
          lengths.push(text?.textContent.length ?? 0)
          if (lengths.at(-1) === 400 + 16_000) resolve(lengths)
          else requestAnimationFrame(look)
        }
        look()
      }),
  )
  run.write(...pieces(4_000))
  const steps = new Set(await seen)
  expect(steps.size).toBeGreaterThan(3)
  await untilComplete(page, run)
})

test.describe('with reduced motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } })

  test('shows new text at once', async ({ page, run }) => {
    await open(page, run)
    run.write('晋')
    await untilComplete(page, run)
    await page.evaluate(() => {
      const text = document.querySelector('[data-stage="rewrite"] [data-live-text]')
      if (!text) throw new Error('no text')
      const lengths: number[] = []
      new MutationObserver(() => lengths.push(text.textContent.length)).observe(text, {
        characterData: true,
        childList: true,
        subtree: true,
      })
      Object.assign(globalThis, { lengths })
    })
    const lump = WORDS.repeat(40)
    run.write(lump)
    await untilComplete(page, run)
    expect(await page.evaluate(() => (globalThis as unknown as { lengths: number[] }).lengths)).toEqual([
      1 + lump.length,
    ])
  })
})

test('shows a finished text at once, also after a reload and a cut stream', async ({ page, run }) => {
  await open(page, run)
  run.write(...pieces(500))
  await untilComplete(page, run)
  run.cut()
  await expect.poll(() => run.watchers).toBe(1)
  run.write(...pieces(500))
  run.finish()
  const panel = page.locator('[data-stage="rewrite"]').first()
  await expect(panel).toHaveAttribute('data-status', 'completed')
  expect(await live(page).textContent()).toBe(run.text)
  await page.reload()
  await expect(panel).toHaveAttribute('data-status', 'completed')
  expect(await live(page).textContent()).toBe(run.text)
})
