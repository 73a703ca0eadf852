import type { CDPSession } from '@playwright/test'

interface Reply {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Evaluation {
  readonly result: { readonly value?: unknown }
  readonly exceptionDetails?: {
    readonly text: string
    readonly exception?: { readonly description?: string }
  }
}

/** A pending call. */
interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  readonly settled: () => void
}

/** A page that takes longer to answer is stuck. */
const ANSWER_MS = 60_000

/**
 * One page or worker, controlled through the DevTools protocol alone. Playwright's pages enable network events, which copy
 * each message of an `EventSource` on the page's main thread and would distort the measurement.
 */
export class Target {
  #lastId = 0
  readonly #waiting = new Map<number, Waiting>()
  readonly #listeners = new Map<string, (params: unknown) => void>()

  private constructor(
    private readonly browser: CDPSession,
    readonly targetId: string,
    private readonly sessionId: string,
  ) {
    browser.on('Target.receivedMessageFromTarget', (event) => {
      if (event.sessionId === sessionId) this.#receive(JSON.parse(event.message) as Reply)
    })
  }

  /** Attach to an existing page or worker. */
  static async attach(browser: CDPSession, targetId: string): Promise<Target> {
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: false })
    return new Target(browser, targetId, sessionId)
  }

  /** Call a method of the protocol. `T` is its documented result. */
  async send<T = unknown>(method: string, params: object = {}): Promise<T> {
    const id = (this.#lastId += 1)
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The page did not answer ${method} within a minute`)),
        ANSWER_MS,
      )
      const settled = () => clearTimeout(timer)
      this.#waiting.set(id, { resolve, reject, settled })
    })
    const message = JSON.stringify({ id, method, params })
    await this.browser.send('Target.sendMessageToTarget', { sessionId: this.sessionId, message })
    return (await answer) as T
  }

  /** Listen to an event of the protocol. */
  on<T>(method: string, listener: (params: T) => void): void {
    this.#listeners.set(method, (params) => listener(params as T))
  }

  /** Run a function in the page. It may be asynchronous and sees only its argument, which is sent as JSON. */
  async evaluate<A, R>(run: (given: A) => R, given: A): Promise<Awaited<R>> {
    const { result, exceptionDetails } = await this.send<Evaluation>('Runtime.evaluate', {
      expression: `(${String(run)})(${JSON.stringify(given) ?? 'undefined'})`,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value as Awaited<R>
  }

  /** Heap size in bytes after two forced collections. The second one frees what finalizers released. */
  async collectedHeap(): Promise<number> {
    for (let round = 0; round < 2; round += 1) await this.send('HeapProfiler.collectGarbage')
    return (await this.send<{ usedSize: number }>('Runtime.getHeapUsage')).usedSize
  }

  #receive(reply: Reply): void {
    if (reply.id === undefined) {
      if (reply.method !== undefined) this.#listeners.get(reply.method)?.(reply.params)
      return
    }
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    waiting?.settled()
    if (reply.error) waiting?.reject(new Error(reply.error.message))
    else waiting?.resolve(reply.result)
  }
}
