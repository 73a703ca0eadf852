import { existsSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { BROWSER_ARGS, ensureBrowser } from '../support/browser'
import type { Part, Row } from './context'
import { buildPages } from './pages/build'
import { burst } from './parts/burst'
import { latency } from './parts/latency'
import { mainThread } from './parts/mainThread'
import { scenes } from './parts/scenes'
import { BenchServer } from './server/benchServer'
import { makeMedia } from './server/media'

const PARTS: Readonly<Record<string, Part>> = { main: mainThread, burst, latency, scenes }

const { values } = parseArgs({ options: { only: { type: 'string' }, profile: { type: 'boolean' } } })
const names = values.only?.split(',') ?? Object.keys(PARTS)
if (!existsSync('dist/index.html')) throw new Error('There is no build: run `npm run build` first')

const pages = await buildPages()
const server = new BenchServer({ dist: 'dist', pages, media: await makeMedia() })
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGS })
try {
  await server.start()
  const context = { server, browser: await browser.newBrowserCDPSession(), profile: values.profile ?? false }
  const rows: Row[] = []
  for (const name of names) {
    const part = PARTS[name]
    if (!part) throw new Error(`There is no part "${name}"`)
    console.log(name)
    const found = await part(context)
    for (const row of found)
      console.log(`  ${row.what}: ${row.value} (${row.target}) ${row.isReached ? 'reached' : 'NOT REACHED'}`)
    rows.push(...found)
  }
} finally {
  await browser.close()
  await server.close()
  rmSync(pages, { recursive: true, force: true })
}
