import type { LeaderLinkParts } from '@/worker/hub/tabHub'

interface Waiting {
  readonly owner: FakeBrowserTab
  readonly work: () => Promise<void>
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/** The part of a browser that its tabs share: one lock, and a channel. */
export class FakeBrowser {
  readonly tabs: FakeBrowserTab[] = []
  #queue: Waiting[] = []
  #holder: Waiting | null = null

  /** A tab that can be closed, crash or freeze. */
  tab(): FakeBrowserTab {
    const tab = new FakeBrowserTab(this)
    this.tabs.push(tab)
    return tab
  }

  send(from: FakeBrowserTab, data: unknown) {
    for (const tab of this.tabs) if (tab !== from) tab.deliver(structuredClone(data))
  }

  /** As `navigator.locks.request`, for the one lock there is. */
  request(owner: FakeBrowserTab, options: LockOptions, work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { owner, work, resolve, reject }
      if (options.steal) {
        const robbed = this.#holder
        this.#grant(waiting)
        robbed?.owner.run(() => robbed.reject(new DOMException('stolen', 'AbortError')))
        return
      }
      options.signal?.addEventListener('abort', () => {
        if (!this.#queue.includes(waiting)) return
        this.#queue = this.#queue.filter((other) => other !== waiting)
        reject(new DOMException('withdrawn', 'AbortError'))
      })
      this.#queue.push(waiting)
      if (!this.#holder) this.#next()
    })
  }

  /** The tab is gone: what it holds or waits for is not its any more. */
  forget(tab: FakeBrowserTab) {
    this.tabs.splice(this.tabs.indexOf(tab), 1)
    this.#queue = this.#queue.filter(({ owner }) => owner !== tab)
    if (this.#holder?.owner === tab) this.#next()
  }

  #next() {
    this.#holder = null
    const next = this.#queue.shift()
    if (next) this.#grant(next)
  }

  #grant(waiting: Waiting) {
    this.#holder = waiting
    waiting.owner.run(
      () =>
        void waiting.work().then(() => {
          waiting.resolve()
          if (this.#holder === waiting) this.#next()
        }),
    )
  }
}

/** One tab of a fake browser. */
export class FakeBrowserTab {
  #frozen: (() => void)[] | null = null
  readonly #channel: LeaderLinkParts['channel']
  readonly #isGone = { value: false }

  constructor(private readonly browser: FakeBrowser) {
    this.#channel = {
      onmessage: null,
      postMessage: (data: unknown) => {
        if (!this.#isGone.value) browser.send(this, data)
      },
    }
  }

  /** What a link needs of the browser. */
  get parts(): Pick<LeaderLinkParts, 'locks' | 'channel'> {
    const request = (_name: string, options: LockOptions, work: () => Promise<void>) =>
      this.browser.request(this, options, work)
    return { locks: { request } as unknown as LockManager, channel: this.#channel }
  }

  /** Do something in the tab: later, where it is frozen. */
  run(work: () => void) {
    if (this.#frozen) this.#frozen.push(work)
    else queueMicrotask(work)
  }

  deliver(data: unknown) {
    this.run(() => {
      const event = { data } as MessageEvent
      this.#channel.onmessage?.call(this.#channel as BroadcastChannel, event)
    })
  }

  /** Nothing runs in it, and it keeps its lock. */
  freeze() {
    this.#frozen = []
  }

  thaw() {
    const waiting = this.#frozen ?? []
    this.#frozen = null
    for (const work of waiting) queueMicrotask(work)
  }

  /** Closed or crashed: the browser frees its lock. */
  leave() {
    this.#isGone.value = true
    this.browser.forget(this)
  }
}
