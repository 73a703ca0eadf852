import { existsSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { BROWSER_ARGS, ensureBrowser } from '../support/browser'
import type { BenchContext, Part, Row } from './context'
import { buildPages } from './pages/build'
import { burst } from './parts/burst'
import { latency } from './parts/latency'
import { mainThread } from './parts/mainThread'
import { memory } from './parts/memory'
import { requests } from './parts/requests'
import { scenes } from './parts/scenes'
import { size } from './parts/size'
import { tabs } from './parts/tabs'
import { machine, table, writeReport } from './report'
import { BenchServer } from './server/benchServer'
import { makeMedia } from './server/media'

/*
 * Measures the built product in a real browser: `npm run bench`. A run of all parts writes the results into
 * docs/performance.md. `--only main,burst` measures some parts and writes nothing. `--profile` also prints where the main
 * thread spends its time.
 */

const PARTS: Readonly<Record<string, Part>> = {
  size,
  main: mainThread,
  burst,
  latency,
  scenes,
  tabs,
  requests,
  memory,
}

/** The results of a part. A part that fails counts as a missed target and gives the reason. */
async function measure(name: string, context: BenchContext): Promise<readonly Row[]> {
  try {
    return (await PARTS[name]?.(context)) ?? []
  } catch (error) {
    process.exitCode = 1
    const reason = error instanceof Error ? error.message : String(error)
    return [{ what: name, value: `not measured: ${reason}`, target: '', isReached: false }]
  } finally {
    await closePages(context)
  }
}

/** Close the pages that a failed part left open: they would hide the pages of the next part. */
async function closePages({ browser, server }: BenchContext): Promise<void> {
  const { targetInfos } = await browser.send('Target.getTargets')
  for (const { type, url, targetId } of targetInfos)
    if (type === 'page' && url.startsWith(server.url)) await browser.send('Target.closeTarget', { targetId })
}

const { values } = parseArgs({ options: { only: { type: 'string' }, profile: { type: 'boolean' } } })
const names = values.only?.split(',') ?? Object.keys(PARTS)
const unknown = names.filter((name) => !(name in PARTS))
if (unknown.length > 0)
  throw new Error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(PARTS).join(', ')}`)
if (!existsSync('dist/index.html')) throw new Error('There is no build: run `npm run build` first')

const pages = await buildPages()
const server = new BenchServer({ dist: 'dist', pages, media: await makeMedia() })
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  args: [...BROWSER_ARGS, '--accept-lang=zh-CN'],
})
try {
  await server.start()
  const context = { server, browser: await browser.newBrowserCDPSession(), profile: values.profile ?? false }
  const rows: Row[] = []
  for (const name of names) {
    console.log(`\n${name}`)
    const found = await measure(name, context)
    console.log(table(found))
    rows.push(...found)
  }
  const where = machine(browser.version())
  console.log(`\n${where}\n${table(rows)}`)
  if (values.only === undefined) await writeReport(rows, where)
} finally {
  await browser.close()
  await server.close()
  rmSync(pages, { recursive: true, force: true })
}
