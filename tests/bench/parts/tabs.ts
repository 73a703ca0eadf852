import { BenchPage } from '../browser/page'
import { atMost, type BenchContext, type Row } from '../context'
import { FRESH, PROJECT_ID } from '../server/project'
import { endRewrite, runRewrite } from '../server/run'
import { tokensOf } from '../server/text'
import { untilComplete } from './live'

const TABS = 12

/** Counts the streams of twelve tabs that show the same project. */
export async function tabs({ server, browser }: BenchContext): Promise<readonly Row[]> {
  server.facts = FRESH
  server.forgetMost()
  const address = `${server.url}/projects/${PROJECT_ID}`
  const first = await BenchPage.open(browser, address)
  const pages = [first]
  while (pages.length < TABS) {
    const { contextId } = first
    pages.push(await BenchPage.open(browser, address, { contextId }))
  }
  for (const page of pages)
    await page.until(
      'the tab is connected',
      () => document.querySelector('[data-connection-status="open"]') !== null,
      null,
    )
  const text = await runRewrite(server, { tokens: tokensOf({ tokens: 200, hasLines: true }), perSecond: 100 })
  await endRewrite(server, text)
  for (const page of pages) await untilComplete(page, text)
  const { project, jobs } = server.most
  await first.discard()
  return [
    atMost(`streams open at once, ${TABS} tabs on one project: for the project`, project, 1, String),
    atMost(`the same: for the person's jobs`, jobs, 1, String),
  ]
}
