import { createMessageReader } from '@/protocol/messageReader'
import { RUN_END_TYPES } from '@/protocol/messages'
import type { Connection, ConnectionOptions } from '@/transport/connection'
import type { ConnectionState } from '@/transport/connectionState'
import type { TimerHandle, Timers } from '@/transport/timers'
import type { Authority } from './authority'
import { createLatestMessages } from './latestMessages'
import { joined, pack } from './packing'
import type { PackedItem, StreamItem, Target } from '../portMessages'

/** What makes a connection; replaceable in tests. */
export type Connect = (options: ConnectionOptions) => Connection

/** What a shared stream is made of. */
export interface SharedStreamOptions {
  readonly url: string
  readonly connect: Connect
  readonly authority: Authority
  readonly timers: Timers
  /** What comes within this time travels together, in milliseconds; 0: what comes at once does. */
  readonly batchMs: number
  readonly post: (targets: readonly Target[], items: readonly PackedItem[]) => void
  /** The connection was given up, or is wanted again: another stream may have its place. */
  readonly onChange: () => void
}

/** One stream, read once and heard by many. */
export interface SharedStream {
  readonly join: (target: Target) => void
  readonly leave: (target: Target) => void
  readonly targets: () => readonly Target[]
  /** Open it, where it has a place. Does nothing while it is open. */
  readonly start: () => void
  /** Others need its place. */
  readonly cap: () => void
  /** Want it again after it was given up. */
  readonly retry: () => void
  readonly isRunning: () => boolean
  /** Given up because another attempt would be refused like the last. */
  readonly isGivenUp: () => boolean
  /** It is worth trying at once. */
  readonly wake: () => void
  readonly close: () => void
}

/** Of tokens that come faster than one in this time, fewer posts are enough: nobody reads so fast. In milliseconds. */
const FAST_INTERVAL_MS = 4
/** By how much the time between two posts grows then. */
const FAST_FACTOR = 4

/**
 * Collects items and posts them together: at once where nothing was posted for `batchMs`, else after that time, or
 * four times that while tokens come fast. Tokens that go on from one another become one.
 */
function createOutbox(
  { timers, batchMs }: SharedStreamOptions,
  post: (items: readonly PackedItem[]) => void,
) {
  let items: PackedItem[] = []
  let timer: TimerHandle | null = null
  let isDue = false
  let tokens = 0
  let windowMs = batchMs
  let nextAt = -Infinity

  function flush() {
    if (timer !== null) timers.clear(timer)
    timer = null
    isDue = false
    if (items.length === 0) return
    const waiting = items
    items = []
    windowMs = tokens > windowMs / FAST_INTERVAL_MS ? FAST_FACTOR * batchMs : batchMs
    nextAt = timers.now() + windowMs
    tokens = 0
    post(waiting)
  }

  function append(item: PackedItem) {
    if (item.kind === 'continued') tokens += 1
    const last = items.at(-1)
    const both = last && joined(last, item)
    if (both) items[items.length - 1] = both
    else items.push(item)
  }
  return {
    flush,
    add(item: PackedItem) {
      append(item)
      if (timer !== null || isDue) return
      const wait = nextAt - timers.now()
      if (wait > 0) timer = timers.set(flush, wait)
      else {
        // After the chunk that is being read: the timers of hidden pages are too slow for this.
        isDue = true
        queueMicrotask(flush)
      }
    },
    stop() {
      if (timer !== null) timers.clear(timer)
      timer = null
      items = []
    },
  }
}

/** Make a stream that nobody hears yet and that is not open. */
export function createSharedStream(options: SharedStreamOptions): SharedStream {
  const { authority, timers } = options
  const targets = new Map<string, Target>()
  const latest = createLatestMessages()
  const read = createMessageReader()
  let state: ConnectionState = { status: 'idle' }
  let isCapped = false
  let isStreaming = false
  let lastHeardAt: number | null = null
  let usedToken: string | null = null

  const outbox = createOutbox(options, (items) => {
    if (targets.size > 0) options.post([...targets.values()], items)
  })
  const connection = options.connect({
    url: options.url,
    timers,
    headers() {
      usedToken = authority.token()
      return usedToken === null ? {} : { Authorization: `Bearer ${usedToken}` }
    },
    onUnauthorized: () => authority.renew(usedToken),
    onFrame({ data, id }) {
      const { parsed, textBefore } = read(data)
      lastHeardAt = timers.now()
      const frame = { kind: 'frame', parsed, id, receivedAt: lastHeardAt } as const
      const known = parsed.kind === 'message' ? latest.textOf(parsed.message.stage) : null
      latest.note(frame)
      outbox.add(pack(frame, known, textBefore))
      return parsed.kind === 'message' && RUN_END_TYPES.has(parsed.message.type)
    },
    onComment() {
      lastHeardAt = timers.now()
      outbox.add({ kind: 'comment', receivedAt: lastHeardAt })
    },
    onOpen() {
      isStreaming = true
      lastHeardAt = null
      outbox.add({ kind: 'open' })
    },
    onState(next) {
      state = next
      if (next.status !== 'open') isStreaming = false
      outbox.add({ kind: 'state', state: next })
      if (isGivenUp()) options.onChange()
    },
  })

  const isGivenUp = () => state.status === 'closed' && !isCapped
  const keyOf = ({ tab, follow }: Target) => `${tab} ${follow}`

  function setCapped(next: boolean) {
    if (isCapped === next) return
    isCapped = next
    outbox.add({ kind: 'capped', isCapped })
  }
  /** What a tab that joins has to know: how things stand, and what those who were here have heard. */
  function welcome(): readonly StreamItem[] {
    const items: StreamItem[] = [
      { kind: 'state', state },
      { kind: 'capped', isCapped },
    ]
    if (isStreaming) items.push({ kind: 'open' })
    if (isStreaming && lastHeardAt !== null) items.push({ kind: 'comment', receivedAt: lastHeardAt })
    return [...items, ...latest.all()]
  }

  return {
    join(target) {
      outbox.flush() // what waits is part of the welcome
      targets.set(keyOf(target), target)
      options.post([target], welcome())
    },
    leave: (target) => targets.delete(keyOf(target)),
    targets: () => [...targets.values()],
    start() {
      setCapped(false)
      connection.open()
    },
    cap() {
      setCapped(true)
      connection.close()
      latest.clear()
    },
    retry() {
      if (!isGivenUp()) return
      state = { status: 'idle' }
      options.onChange()
    },
    isRunning: () => state.status !== 'idle' && state.status !== 'closed',
    isGivenUp,
    wake: connection.wake,
    close() {
      targets.clear()
      connection.close()
      outbox.stop()
    },
  }
}
