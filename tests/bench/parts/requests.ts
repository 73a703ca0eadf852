import { readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { BROWSER_ARGS, ensureBrowser } from '../../support/browser'
import { StudioProcess } from '../../support/studioProcess'
import { atMost, type Row } from '../context'

const WHOLE_RUN_MS = 180_000
/** Tolerance for the inaccuracy of timers. */
const TOLERANCE_MS = 20

/** A request of the page. */
interface Call {
  readonly method: string
  readonly path: string
  readonly at: number
}

/** How much longer than its film a run may take, in seconds. */
const LONGER_THAN_FILM = 20

/**
 * Counts the page's requests, except media and streams, during a whole run of the embedded studio, and compares the time it
 * takes with the length of its film. The clips are as large as the built-in encoder makes them.
 */
export async function requests(): Promise<readonly Row[]> {
  const studio = new StudioProcess({ env: { CLIP_LONG_SIDE: '' } })
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGS })
  try {
    await studio.start()
    const id = await createProject(studio.url)
    const page = await browser.newPage()
    await page.goto(`${studio.url}/projects/${id}`)
    await page.locator('[data-connection-status="open"]').waitFor()
    const calls: Call[] = []
    page.context().on('request', (request) => {
      const path = new URL(request.url()).pathname
      if (path.startsWith('/api/') && !path.includes('/sse/') && !path.endsWith('/stream'))
        calls.push({ method: request.method(), path, at: Date.now() })
    })
    const startedAt = performance.now()
    await page.locator('[data-action="run"]').click()
    await page.locator('[data-project-status="completed"]').waitFor({ timeout: WHOLE_RUN_MS })
    const took = (performance.now() - startedAt) / 1000
    const scenes = await page.locator('[data-strip] [data-scene]').count()
    const film = Number(await page.getByRole('slider').getAttribute('max'))
    if (!(film > 0)) throw new Error('The player does not know how long the film is')
    return [
      ...rowsOf(calls, scenes),
      atMost(
        `a whole run of ${scenes} scenes with clips by the built-in encoder, against its film of ${seconds(film)} + ${LONGER_THAN_FILM} s`,
        took,
        film + LONGER_THAN_FILM,
        seconds,
      ),
    ]
  } finally {
    await browser.close()
    await studio.dispose()
  }
}

const seconds = (value: number) => `${value.toFixed(1)} s`

function rowsOf(calls: readonly Call[], scenes: number): readonly Row[] {
  const snapshots = calls.filter(({ method, path }) => method === 'GET' && /\/projects\/[^/]+\/$/.test(path))
  if (snapshots.length < 2) throw new Error('The page has not looked at the project')
  const gaps = snapshots.slice(1).map(({ at }, index) => at - (snapshots[index]?.at ?? NaN))
  console.log(`  ${scenes} scenes: ${calls.length} requests, ${snapshots.length} of them snapshots`)
  return [
    atMost(
      `REST requests in one run of ${scenes} scenes (6 + 3 × scenes)`,
      calls.length,
      6 + 3 * scenes,
      String,
    ),
    {
      what: 'the shortest time between two snapshots',
      value: `${(Math.min(...gaps) / 1000).toFixed(2)} s`,
      target: '≥ 1 s',
      isReached: Math.min(...gaps) >= 1_000 - TOLERANCE_MS,
    },
  ]
}

async function createProject(origin: string): Promise<string> {
  const original_topic = readFileSync('tests/fixtures/stories/taohuayuan.txt', 'utf8')
  const answer = await fetch(`${origin}/api/v1/projects/projects/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: '桃花源记', original_topic }),
  })
  return String(((await answer.json()) as { id: string | number }).id)
}
