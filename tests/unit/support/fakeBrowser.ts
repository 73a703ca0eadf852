import { vi } from 'vitest'
import type { LeaderLinkParts } from '@/worker/hub/tabHub'

/** A request for the lock that waits or was granted. */
interface LockHolder {
  readonly owner: FakeBrowserTab
  /** Does the work; settles when it is done. */
  readonly work: () => Promise<void>
  readonly reject: (reason: unknown) => void
}

/** The part of a browser that its tabs share: one lock, and a channel. */
export class FakeBrowser {
  readonly tabs: FakeBrowserTab[] = []
  #queue: LockHolder[] = []
  #holder: LockHolder | null = null

  /** Open a tab that can be closed, crash or freeze. */
  tab(): FakeBrowserTab {
    const tab = new FakeBrowserTab(this)
    this.tabs.push(tab)
    return tab
  }

  /** Send to all other tabs, as a `BroadcastChannel` does. */
  send(from: FakeBrowserTab, data: unknown) {
    for (const tab of this.tabs) if (tab !== from) tab.deliver(structuredClone(data))
  }

  /** As `navigator.locks.request`, for the only lock. */
  request<T>(owner: FakeBrowserTab, { steal, signal }: LockOptions, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error)
        return
      }
      const request: LockHolder = { owner, work: () => work().then(resolve, reject), reject }
      if (steal) {
        const former = this.#holder
        this.#grant(request)
        former?.owner.run(() => former.reject(new DOMException('stolen', 'AbortError')))
        return
      }
      signal?.addEventListener('abort', () => {
        if (!this.#queue.includes(request)) return
        this.#queue = this.#queue.filter((other) => other !== request)
        reject(signal.reason as Error)
      })
      this.#queue.push(request)
      if (!this.#holder) this.#next()
    })
  }

  /** The tab is gone: release its lock and drop its requests. */
  forget(tab: FakeBrowserTab) {
    this.tabs.splice(this.tabs.indexOf(tab), 1)
    this.dropLocks(tab)
  }

  /** Release the lock of a tab and drop its requests without telling it, as when it enters the back/forward cache. */
  dropLocks(tab: FakeBrowserTab) {
    this.#queue = this.#queue.filter(({ owner }) => owner !== tab)
    if (this.#holder?.owner === tab) this.#next()
  }

  #next() {
    this.#holder = null
    const next = this.#queue.shift()
    if (next) this.#grant(next)
  }

  #grant(request: LockHolder) {
    this.#holder = request
    request.owner.run(
      () =>
        void request.work().then(() => {
          if (this.#holder === request) this.#next()
        }),
    )
  }
}

/** One tab of a fake browser. */
export class FakeBrowserTab {
  #frozen: (() => void)[] | null = null
  #isGone = false
  readonly #channel: LeaderLinkParts['channel']

  constructor(private readonly browser: FakeBrowser) {
    this.#channel = {
      onmessage: null,
      postMessage: (data: unknown) => {
        if (!this.#isGone) browser.send(this, data)
      },
    }
  }

  /** The parts of the browser that a link to the leading tab needs. */
  get parts(): Pick<LeaderLinkParts, 'locks' | 'channel'> {
    const request = <T>(_name: string, options: LockOptions, work: () => Promise<T>) =>
      this.browser.request(this, options, work)
    return { locks: { request } as unknown as LockManager, channel: this.#channel }
  }

  /** Do something in the tab, or once it is thawed. */
  run(work: () => void) {
    if (this.#frozen) this.#frozen.push(work)
    else queueMicrotask(work)
  }

  /** Receive a message from the channel. */
  deliver(data: unknown) {
    this.run(() => {
      const event = { data } as MessageEvent
      this.#channel.onmessage?.call(this.#channel as BroadcastChannel, event)
    })
  }

  /** Nothing runs in the tab any more, and it keeps its lock. */
  freeze() {
    this.#frozen = []
  }

  /** Run what waited. */
  thaw() {
    const waiting = this.#frozen ?? []
    this.#frozen = null
    for (const work of waiting) queueMicrotask(work)
  }

  /** Close or crash: the browser releases the lock. */
  leave() {
    this.#isGone = true
    this.browser.forget(this)
  }
}

/** Put a browser in place of the globals: storage, locks, and a server in place of `fetch`. */
export function stubBrowser() {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  const fetch = vi.fn<(url: string, init: RequestInit) => Promise<Response>>()
  const window = new EventTarget()
  vi.stubGlobal('localStorage', storage)
  vi.stubGlobal('fetch', fetch)
  vi.stubGlobal('window', window)
  vi.stubGlobal('navigator', { locks: new FakeBrowser().tab().parts.locks })
  return {
    kept,
    storage,
    fetch,
    /** Announce that another tab changed `key`; null: it cleared the storage. */
    announceChange(key: string | null) {
      window.dispatchEvent(Object.assign(new Event('storage'), { key }))
    },
  }
}
