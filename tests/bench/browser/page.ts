import { setTimeout as sleep } from 'node:timers/promises'
import type { CDPSession } from '@playwright/test'
import { Target } from './target'

/** The window size of all measurements. */
const VIEWPORT = { width: 1440, height: 900 } as const

const POLL_MS = 50
const PATIENCE_MS = 60_000

/**
 * Processor time of a page's main thread since its start, in milliseconds. Unlike wall-clock time it does not grow when
 * the machine is busy with something else.
 */
export interface MainThreadTime {
  /** All tasks. */
  readonly total: number
  readonly script: number
  readonly style: number
  readonly layout: number
}

/** A page in its own browser context. */
export class BenchPage {
  private constructor(
    private readonly browser: CDPSession,
    readonly target: Target,
    readonly contextId: string,
  ) {}

  /**
   * Open a page with empty caches and wait until it has loaded.
   *
   * @param contextId an existing context to share
   * @param onNewDocument runs in the page before its own scripts
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

  /** Navigate to a URL and wait until it has loaded. */
  async go(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => this.target.on('Page.loadEventFired', () => resolve()))
    await this.target.send('Page.navigate', { url })
    await loaded
  }

  /** Run a function in the page; see `Target.evaluate`. */
  evaluate<A, R>(run: (given: A) => R, given: A): Promise<Awaited<R>> {
    return this.target.evaluate(run, given)
  }

  /** Poll a condition in the page. @throws Error with `what` after a minute */
  async until<A>(
    what: string,
    isSo: (given: A) => boolean,
    given: A,
    patienceMs = PATIENCE_MS,
  ): Promise<void> {
    const deadline = Date.now() + patienceMs
    while (!(await this.evaluate(isSo, given))) {
      if (Date.now() > deadline) throw new Error(`Timed out waiting until ${what}`)
      await sleep(POLL_MS)
    }
  }

  /** The main thread's processor time so far. */
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

  /** Wait until the page has painted its current state. */
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

  /** Close the page and all other pages of its context. */
  async discard(): Promise<void> {
    await this.browser.send('Target.disposeBrowserContext', { browserContextId: this.contextId })
  }

  /** Close the page. @throws Error if it had errors or was hidden at any time */
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

/** Runs in the page: records uncaught errors. */
function watchErrors(): void {
  const errors: string[] = []
  Reflect.set(globalThis, 'benchErrors', errors)
  addEventListener('error', (event) => errors.push(String(event.message)))
  addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)))
}
