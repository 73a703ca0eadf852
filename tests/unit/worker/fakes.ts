import { vi } from 'vitest'
import { createHub, type Hub } from '@/worker/hub/hub'
import { createUnpacker } from '@/worker/hub/packing'
import type { HubMessage, PackedItem, StreamItem, TabMessage } from '@/worker/portMessages'
import { realTimers } from '@/transport/timers'
import type { ConnectionOptions } from '@/transport/connection'
import type { ConnectionState } from '@/transport/connectionState'

/** A connection under the test's control. */
export interface FakeConnection {
  readonly url: string
  readonly options: ConnectionOptions
  isOpen: boolean
  /** The number of wake signals. */
  wakes: number
  /** Open the stream. */
  readonly answer: () => void
  readonly send: (wire: Record<string, unknown>, id?: string) => boolean
  /** Send an event as it is. @returns whether the server may end the stream after it */
  readonly event: (name: string | null, data: string) => boolean
  readonly state: (state: ConnectionState) => void
}

/** Make fake connections and keep them in the order of creation. */
export function fakeConnections() {
  const made: FakeConnection[] = []
  function connect(options: ConnectionOptions) {
    const connection: FakeConnection = {
      url: options.url,
      options,
      isOpen: false,
      wakes: 0,
      answer() {
        options.onState({ status: 'open', since: Date.now() })
        options.onOpen()
      },
      event: (name, data) => options.onFrame({ data, event: name, id: null }, null),
      send: (wire, id) => options.onFrame({ data: JSON.stringify(wire), event: null, id: id ?? null }, null),
      state: options.onState,
    }
    made.push(connection)
    return {
      open() {
        if (connection.isOpen) return
        connection.isOpen = true
        options.onState({ status: 'connecting', attempt: 1 })
      },
      wake() {
        connection.wakes += 1
      },
      close() {
        if (!connection.isOpen) return
        connection.isOpen = false
        options.onState({ status: 'closed', fault: null })
      },
    }
  }
  const find = (url: string) => {
    const found = made.findLast((connection) => connection.url === url)
    if (!found) throw new Error(`there is no connection to ${url}`)
    return found
  }
  return { made, connect, find, open: () => made.filter(({ isOpen }) => isOpen).map(({ url }) => url) }
}

/** A tab that records what the hub sends. */
export class FakeTab {
  readonly received: StreamItem[] = []
  readonly words: HubMessage[] = []
  readonly #unpack = createUnpacker()

  constructor(
    readonly name: string,
    private readonly hub: () => Hub,
  ) {}

  say(message: TabMessage): this {
    this.hub().receive(this.name, message)
    return this
  }
  hello(token: string | null = null, isVisible = true): this {
    return this.say({ type: 'hello', isVisible, token, follows: [] })
  }
  follow(url: string, follow = 1): this {
    return this.say({ type: 'follow', follow, url })
  }
  take(items: readonly PackedItem[]) {
    this.received.push(...items.map((item) => structuredClone(this.#unpack(structuredClone(item)))))
  }
  /** The text after the last token. */
  get text(): string | null {
    const tokens = this.received.flatMap((item) =>
      item.kind === 'frame' && item.parsed.kind === 'message' && item.parsed.message.type === 'token'
        ? [item.parsed.message.fullText]
        : [],
    )
    return tokens.at(-1) ?? null
  }
  get isCapped(): boolean {
    const last = this.received.findLast((item) => item.kind === 'capped')
    return last?.isCapped ?? false
  }
  get status(): string | undefined {
    return this.received.findLast((item) => item.kind === 'state')?.state.status
  }
}

/** Make a hub with fake tabs and connections, and locks that the test releases. */
export function hubWithTabs() {
  const connections = fakeConnections()
  const tabs = new Map<string, FakeTab>()
  const locks = new Map<string, () => void>()
  const posts: (readonly PackedItem[])[] = []
  const gone: string[] = []
  const hub: Hub = createHub({
    connect: connections.connect,
    timers: realTimers,
    batchMs: 8,
    post(targets, items) {
      posts.push(items)
      for (const { tab } of targets) tabs.get(tab)?.take(items)
    },
    say: (tab, message) => tabs.get(tab)?.words.push(message),
    whenFree(name, callback) {
      locks.set(name, callback)
      return () => locks.delete(name)
    },
    onGone: (tab) => gone.push(tab),
  })
  return {
    hub,
    connections,
    /** Free the lock, as if its holder were gone. */
    free: (name: string) => locks.get(name)?.(),
    posts,
    /** The tabs that the hub reported as gone. */
    gone,
    tab(name: string): FakeTab {
      const tab = new FakeTab(name, () => hub)
      tabs.set(name, tab)
      return tab
    },
  }
}

/** Let pending messages arrive. */
export const settle = (ms = 20) => vi.advanceTimersByTimeAsync(ms)
