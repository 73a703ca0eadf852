import type { TimerHandle, Timers } from '@/transport/timers'
import { allot } from './allotment'
import { createAuthority } from './authority'
import type { HubMessage, PackedItem, TabMessage, Target } from '../portMessages'
import { createSharedStream, type Connect, type SharedStream } from './sharedStream'

/** What a hub is made of; each of its hosts has its own. */
export interface HubOptions {
  readonly connect: Connect
  readonly timers: Timers
  readonly batchMs: number
  /** The same items to one tab or many. */
  readonly post: (targets: readonly Target[], items: readonly PackedItem[]) => void
  readonly say: (tab: string, message: HubMessage) => void
  /**
   * Call back when whoever holds the Web Lock `name` is gone: a port or a channel does not tell that a tab crashed.
   *
   * @returns stops waiting
   */
  readonly whenFree: (name: string, callback: () => void) => () => void
  /** A tab is gone, however it went. */
  readonly onGone?: (tab: string) => void
}

/** Holds the streams of all tabs. It knows no port and no channel: its host carries what it says. */
export interface Hub {
  readonly receive: (tab: string, message: TabMessage) => void
  readonly close: () => void
}

/** How long a stream is kept after its last tab has gone: a reload is no end. */
const LINGER_MS = 5_000

interface Tab {
  isVisible: boolean
  stopWaiting: (() => void) | null
  /** The URLs of what it follows, by the tab's own numbers. */
  readonly follows: Map<number, string>
}
interface Entry {
  readonly stream: SharedStream
  readonly order: number
  lingering: TimerHandle | null
}

/** Make a hub without tabs. */
export function createHub(options: HubOptions): Hub {
  const { timers } = options
  const tabs = new Map<string, Tab>()
  const streams = new Map<string, Entry>()
  let order = 0
  let isAllotting = false

  const authority = createAuthority({
    tabs: () => [...tabs].sort(([, a], [, b]) => Number(b.isVisible) - Number(a.isVisible)).map(([id]) => id),
    ask: (tab, refused) => options.say(tab, { type: 'token_needed', refused }),
    timers,
  })

  /** Give the few connections to the streams that need them most, and take them from the others. */
  function review() {
    if (isAllotting) return // a stream that starts or stops says so, too
    isAllotting = true
    const candidates = [...streams.values()]
      .filter(({ stream }) => !stream.isGivenUp() && (stream.targets().length > 0 || stream.isRunning()))
      .map(({ stream, order }) => ({
        stream,
        order,
        isFollowed: stream.targets().length > 0,
        isVisible: stream.targets().some(({ tab }) => tabs.get(tab)?.isVisible),
        isRunning: stream.isRunning(),
      }))
    const chosen = allot(candidates)
    for (const candidate of candidates) if (!chosen.has(candidate)) candidate.stream.cap()
    for (const { stream } of chosen) stream.start()
    isAllotting = false
  }

  function open(url: string): Entry {
    const known = streams.get(url)
    if (known) return known
    const stream = createSharedStream({ ...options, url, authority, onChange: review })
    const entry: Entry = { stream, order: (order += 1), lingering: null }
    streams.set(url, entry)
    return entry
  }

  function drop(url: string, entry: Entry) {
    if (entry.lingering !== null) timers.clear(entry.lingering)
    if (streams.get(url) === entry) streams.delete(url)
    entry.stream.close()
    review()
  }

  function join(id: string, tab: Tab, number: number, url: string) {
    const entry = open(url)
    if (entry.lingering !== null) timers.clear(entry.lingering)
    entry.lingering = null
    tab.follows.set(number, url)
    entry.stream.join({ tab: id, follow: number })
    entry.stream.retry()
  }

  function follow(id: string, tab: Tab, number: number, url: string) {
    if (tab.follows.has(number)) streams.get(url)?.stream.retry()
    else join(id, tab, number, url)
    review()
  }

  function leave(id: string, tab: Tab, number: number, lingerMs: number) {
    const url = tab.follows.get(number)
    const entry = url === undefined ? undefined : streams.get(url)
    tab.follows.delete(number)
    if (url === undefined || entry === undefined) return
    entry.stream.leave({ tab: id, follow: number })
    if (entry.stream.targets().length > 0) review()
    else if (lingerMs === 0) drop(url, entry)
    else {
      entry.lingering = timers.set(() => drop(url, entry), lingerMs)
      review()
    }
  }

  function lose(id: string) {
    const tab = tabs.get(id)
    if (!tab) return
    tabs.delete(id)
    tab.stopWaiting?.()
    for (const number of [...tab.follows.keys()]) leave(id, tab, number, LINGER_MS)
    authority.pass(id)
    options.onGone?.(id)
  }

  function greet(id: string, message: Extract<TabMessage, { type: 'hello' }>) {
    const tab = tabs.get(id) ?? { isVisible: false, stopWaiting: null, follows: new Map<number, string>() }
    tabs.set(id, tab)
    tab.isVisible = message.isVisible
    authority.tell(message.token, false)
    for (const { follow, url } of message.follows) join(id, tab, follow, url)
    const wanted = new Set(message.follows.map(({ follow }) => follow))
    for (const number of [...tab.follows.keys()]) if (!wanted.has(number)) leave(id, tab, number, 0)
    review()
  }

  /** Nobody is signed in any more: what was opened for who was is not kept for who comes next. */
  function forget() {
    for (const [url, entry] of [...streams]) if (entry.lingering !== null) drop(url, entry)
  }

  function receive(id: string, tab: Tab, message: Exclude<TabMessage, { type: 'hello' }>) {
    switch (message.type) {
      case 'lock':
        tab.stopWaiting?.()
        tab.stopWaiting = options.whenFree(message.name, () => lose(id))
        return
      case 'visible':
        tab.isVisible = message.isVisible
        review()
        return
      case 'wake':
        for (const { stream } of streams.values()) stream.wake()
        return
      case 'follow':
        follow(id, tab, message.follow, message.url)
        return
      case 'leave':
        leave(id, tab, message.follow, 0)
        return
      case 'token':
        authority.tell(message.token, message.isAnswer)
        if (message.token === null) forget()
        return
      case 'token_unknown':
        authority.pass(id)
        return
      case 'ping':
        options.say(id, { type: 'pong' })
        return
      case 'bye':
        lose(id)
    }
  }

  return {
    receive(id, message) {
      const tab = tabs.get(id)
      if (message.type === 'hello') greet(id, message)
      else if (tab) receive(id, tab, message)
      else if (message.type !== 'bye') options.say(id, { type: 'stranger' })
    },
    close() {
      isAllotting = true // nobody takes the place of a stream that is closed now
      authority.stop()
      for (const tab of tabs.values()) tab.stopWaiting?.()
      for (const [url, entry] of [...streams]) {
        streams.delete(url)
        if (entry.lingering !== null) timers.clear(entry.lingering)
        entry.stream.close()
      }
      tabs.clear()
    },
  }
}
