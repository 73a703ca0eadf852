import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { chromium, type Browser, type Page } from '@playwright/test'
import { BROWSER_ARGS, ensureBrowser } from './browser'
import { StudioProcess } from './studioProcess'

/*
 * Takes the pictures for the README: starts the built product, makes films from a public-domain tale, and captures the
 * dashboard in the middle of a run, and a short run from its first word to the playing film as a moving picture. Run
 * `npm run build` first. The moving picture needs ffmpeg with WebP (`FFMPEG` names it).
 */

const FOLDER = 'docs/screenshots'
const STORY = readFileSync('tests/fixtures/stories/taohuayuan.txt', 'utf8')

async function createProject(origin: string, story: string): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/projects/projects/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: '桃花源记', original_topic: story, aspect_ratio: '16:9' }),
  })
  return String(((await answer.json()) as { id: string | number }).id)
}

async function openProject(browser: Browser, origin: string, story: string, width: number): Promise<Page> {
  const id = await createProject(origin, story)
  const context = await browser.newContext({
    viewport: { width, height: Math.round(width * 0.625) },
    locale: 'zh-CN',
    colorScheme: 'dark',
  })
  const page = await context.newPage()
  await page.goto(`${origin}/projects/${id}`)
  return page
}

async function still(browser: Browser, origin: string) {
  const page = await openProject(browser, origin, STORY, 1440)
  await page.locator('[data-action="run"]').click()
  await page.locator('[data-frame-of="3"] [data-parts^="completed completed"]').waitFor({ timeout: 90_000 })
  await page.screenshot({ path: `${FOLDER}/dashboard.png` })
  await page.context().close()
}

/** How long the film is seen playing, in milliseconds. */
const PLAYING_MS = 5_000

async function moving(browser: Browser, origin: string) {
  const folder = mkdtempSync(join(tmpdir(), 'dailies-run-'))
  const page = await openProject(browser, origin, STORY.slice(0, 62), 1200)
  const frames: { file: string; at: number }[] = []
  const capture = async () => {
    const file = join(folder, `${String(frames.length).padStart(4, '0')}.png`)
    frames.push({ file, at: performance.now() })
    await page.screenshot({ path: file })
  }
  try {
    await page.locator('[data-action="run"]').click()
    const isOver = () => page.locator('[data-project-status="completed"]').isVisible()
    while (!(await isOver())) await capture()
    await page.locator('[data-action="premiere"]').click()
    for (const until = performance.now() + PLAYING_MS; performance.now() < until;) await capture()
    const list = frames.map(({ file, at }, index) => {
      const next = frames[index + 1]?.at ?? at + 1_000
      return `file '${file}'\nduration ${((next - at) / 1000).toFixed(3)}`
    })
    writeFileSync(join(folder, 'frames.txt'), list.join('\n'))
    const input = ['-f', 'concat', '-safe', '0', '-i', join(folder, 'frames.txt')]
    const filter = ['-vf', 'fps=6,scale=960:-1:flags=lanczos']
    const output = ['-c:v', 'libwebp_anim', '-quality', '55', '-compression_level', '6', '-loop', '0']
    const { status, stderr } = spawnSync(
      env['FFMPEG'] ?? 'ffmpeg',
      ['-y', '-v', 'error', ...input, ...filter, ...output, `${FOLDER}/run.webp`],
      { encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(`ffmpeg could not make the moving picture: ${stderr}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await page.context().close()
  }
}

// Clips as large as a person gets them.
const studio = new StudioProcess({ env: { CLIP_LONG_SIDE: '' } })
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGS })
try {
  await studio.start()
  mkdirSync(FOLDER, { recursive: true })
  await still(browser, studio.url)
  await moving(browser, studio.url)
  console.log(`${FOLDER}/dashboard.png, ${FOLDER}/run.webp`)
} finally {
  await browser.close()
  await studio.dispose()
}
