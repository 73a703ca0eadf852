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

/** Counts the page's requests, except media and streams, during a whole run of the embedded studio. */
export async function requests(): Promise<readonly Row[]> {
  const studio = new StudioProcess()
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
    await page.locator('[data-action="run"]').click()
    await page.locator('[data-project-status="completed"]').waitFor({ timeout: WHOLE_RUN_MS })
    const scenes = await page.locator('[data-stage="image_generation"] [data-scene]').count()
    return rowsOf(calls, scenes)
  } finally {
    await browser.close()
    await studio.dispose()
  }
}

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
