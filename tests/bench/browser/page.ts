import { setTimeout as sleep } from 'node:timers/promises'
import type { CDPSession } from '@playwright/test'
import { Target } from './target'

/** The window that everything is measured in. */
const VIEWPORT = { width: 1440, height: 900 } as const

const POLL_MS = 50
const PATIENCE_MS = 60_000

/**
 * Processor time that the main thread of a page has spent since it began, in milliseconds. Unlike time by the clock it
 * does not grow when something else has the machine.
 */
export interface MainThreadTime {
  /** All tasks. */
  readonly total: number
  readonly script: number
  readonly style: number
  readonly layout: number
}

/** A page in a browser context of its own. */
export class BenchPage {
  private constructor(
    private readonly browser: CDPSession,
    readonly target: Target,
    readonly contextId: string,
  ) {}

  /**
   * Open a page that nothing else uses, with nothing in its caches, and wait until it has loaded.
   *
   * @param contextId a context that is there, to share it with its other pages
   * @param onNewDocument runs in the page before anything of its own
   */
  static async open(
    browser: CDPSession,
    url: string,
    { contextId, onNewDocument }: { contextId?: string; onNewDocument?: () => void } = {},
  ): Promise<BenchPage> {
    const browserContextId = contextId ?? (await browser.send('Target.createBrowserContext')).browserContextId
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank', browserContextId })
    const page = new BenchPage(browser, await Target.attach(browser, targetId), browserContextId)
    const metrics = { ...VIEWPORT, deviceScaleFactor: 1, mobile: false }
    await page.target.send('Page.enable')
    await page.target.send('Performance.enable', { timeDomain: 'threadTicks' })
    await page.target.send('Emulation.setDeviceMetricsOverride', metrics)
    await page.target.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(${String(watchErrors)})();${onNewDocument ? `(${String(onNewDocument)})()` : ''}`,
    })
    await page.go(url)
    return page
  }

  /** Go to an address and wait until it has loaded. */
  async go(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => this.target.on('Page.loadEventFired', () => resolve()))
    await this.target.send('Page.navigate', { url })
    await loaded
  }

  /** Run a function in the page; see `Target.evaluate`. */
  evaluate<A, R>(run: (given: A) => R, given: A): Promise<Awaited<R>> {
    return this.target.evaluate(run, given)
  }

  /** Ask the page again and again, until it says yes. @throws Error with `what` after a minute */
  async until<A>(
    what: string,
    isSo: (given: A) => boolean,
    given: A,
    patienceMs = PATIENCE_MS,
  ): Promise<void> {
    const deadline = Date.now() + patienceMs
    while (!(await this.evaluate(isSo, given))) {
      if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}`)
      await sleep(POLL_MS)
    }
  }

  /** What the main thread has done so far. */
  async mainThread(): Promise<MainThreadTime> {
    const { metrics } = await this.target.send<{ metrics: { name: string; value: number }[] }>(
      'Performance.getMetrics',
    )
    const ms = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? NaN) * 1000
    return {
      total: ms('TaskDuration'),
      script: ms('ScriptDuration'),
      style: ms('RecalcStyleDuration'),
      layout: ms('LayoutDuration'),
    }
  }

  /** Wait until what the page has to show is on the screen. */
  settle(): Promise<void> {
    return this.evaluate(
      () =>
        new Promise<void>((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 0))),
        ),
      null,
    )
  }

  /** The shared worker of this page's context. */
  async sharedWorker(): Promise<Target> {
    const { targetInfos } = await this.browser.send('Target.getTargets')
    const found = targetInfos.find(
      ({ type, browserContextId }) => type === 'shared_worker' && browserContextId === this.contextId,
    )
    if (!found) throw new Error('The page has no shared worker')
    return Target.attach(this.browser, found.targetId)
  }

  /** Close it and all other pages of its context. */
  async discard(): Promise<void> {
    await this.browser.send('Target.disposeBrowserContext', { browserContextId: this.contextId })
  }

  /** Close it, and see that nothing went wrong in it and that it was looked at all the time. */
  async close(): Promise<void> {
    const { errors, wasHidden } = await this.evaluate(
      () => ({
        errors: (Reflect.get(globalThis, 'benchErrors') as string[] | undefined) ?? ['lost'],
        wasHidden: performance.getEntriesByName('hidden', 'visibility-state').length > 0,
      }),
      null,
    )
    await this.discard()
    if (errors.length > 0) throw new Error(`Errors in the page: ${errors.join('; ')}`)
    if (wasHidden) throw new Error('The page was hidden while it was measured')
  }
}

/** Runs in the page: keep what nobody has caught. */
function watchErrors(): void {
  const errors: string[] = []
  Reflect.set(globalThis, 'benchErrors', errors)
  addEventListener('error', (event) => errors.push(String(event.message)))
  addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)))
}
