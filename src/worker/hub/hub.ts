import type { TimerHandle, Timers } from '@/transport/timers'
import { chooseStreams } from './chooseStreams'
import { createSharedAccess } from './sharedAccess'
import type { HubMessage, PackedItem, StreamAddress, TabMessage, Target } from '../portMessages'
import { createSharedStream, type Connect, type SharedStream } from './sharedStream'

/** What a hub needs of its host, the shared worker or a tab. */
export interface HubOptions {
  readonly connect: Connect
  readonly timers: Timers
  readonly batchMs: number
  /** Send the same items to one tab or more. */
  readonly post: (targets: readonly Target[], items: readonly PackedItem[]) => void
  readonly say: (tab: string, message: HubMessage) => void
  /**
   * Call back when the holder of the Web Lock `name` is gone: ports and channels do not report that a tab crashed.
   *
   * @returns stops waiting
   */
  readonly whenFree: (name: string, callback: () => void) => () => void
  /** A tab was closed or crashed. A closed one may return from the back/forward cache. */
  readonly onGone?: (tab: string) => void
}

/** Holds the streams of all tabs. Its host carries the messages, over ports or a channel. */
export interface Hub {
  readonly receive: (tab: string, message: TabMessage) => void
  readonly close: () => void
}

/** How long a stream stays open after its last tab is gone, so that a reload can join it again. */
const LINGER_MS = 5_000

interface Tab {
  isVisible: boolean
  stopWaiting: (() => void) | null
  /** The URLs of the streams that it follows, by the tab's own numbers. */
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
  let isReviewing = false

  const access = createSharedAccess({
    tabs: () => [...tabs].sort(([, a], [, b]) => Number(b.isVisible) - Number(a.isVisible)).map(([id]) => id),
    ask: (tab, refused) => options.say(tab, { type: 'token_needed', refused }),
    timers,
  })

  /** Start the streams that may be open, and stop the others. */
  function review() {
    if (isReviewing) return // a stream that starts or stops calls this as well
    isReviewing = true
    const candidates = [...streams.values()]
      .filter(({ stream }) => !stream.isGivenUp() && (stream.targets().length > 0 || stream.isRunning()))
      .map(({ stream, order }) => ({
        stream,
        order,
        isFollowed: stream.targets().length > 0,
        isVisible: stream.targets().some(({ tab }) => tabs.get(tab)?.isVisible),
        isRunning: stream.isRunning(),
        isOfProject: stream.isOfProject,
      }))
    const chosen = chooseStreams(candidates)
    for (const candidate of candidates) if (!chosen.has(candidate)) candidate.stream.cap()
    for (const { stream } of chosen) stream.start()
    isReviewing = false
  }

  function open({ url, endEvents }: StreamAddress): Entry {
    const known = streams.get(url)
    if (known) return known
    const stream = createSharedStream({ ...options, url, endEvents, access, onChange: review })
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

  function join(id: string, tab: Tab, number: number, address: StreamAddress) {
    const entry = open(address)
    if (entry.lingering !== null) timers.clear(entry.lingering)
    entry.lingering = null
    tab.follows.set(number, address.url)
    entry.stream.join({ tab: id, follow: number })
    entry.stream.retry()
  }

  function follow(id: string, tab: Tab, number: number, address: StreamAddress) {
    if (tab.follows.has(number)) streams.get(address.url)?.stream.retry()
    else join(id, tab, number, address)
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
    access.skip(id)
    options.onGone?.(id)
  }

  function greet(id: string, message: Extract<TabMessage, { type: 'hello' }>) {
    const tab = tabs.get(id) ?? { isVisible: false, stopWaiting: null, follows: new Map<number, string>() }
    tabs.set(id, tab)
    tab.isVisible = message.isVisible
    access.receive(message.token, false)
    for (const { follow, ...address } of message.follows) join(id, tab, follow, address)
    const wanted = new Set(message.follows.map(({ follow }) => follow))
    for (const number of [...tab.follows.keys()]) if (!wanted.has(number)) leave(id, tab, number, 0)
    review()
  }

  /** After sign-out, close lingering streams: they carry the previous user's access. */
  function dropLingering() {
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
        follow(id, tab, message.follow, message)
        return
      case 'leave':
        leave(id, tab, message.follow, 0)
        return
      case 'token':
        access.receive(message.token, message.isAnswer)
        if (message.token === null) dropLingering()
        return
      case 'token_unknown':
        access.skip(id)
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
      isReviewing = true // no stream may start while the others are being closed
      access.stop()
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
