import { createMessageReader } from '@/protocol/messageReader'
import { RUN_END_TYPES } from '@/protocol/messages'
import type { Connection, ConnectionOptions } from '@/transport/connection'
import type { ConnectionState } from '@/transport/connectionState'
import type { TimerHandle, Timers } from '@/transport/timers'
import type { SharedAccess } from './sharedAccess'
import { createLatestMessages } from './latestMessages'
import { joined, pack } from './packing'
import type { EventItem, PackedItem, StreamAddress, StreamItem, Target } from '../portMessages'

/** Makes a connection; tests replace it. */
export type Connect = (options: ConnectionOptions) => Connection

/** What a shared stream needs. */
export interface SharedStreamOptions extends Pick<StreamAddress, 'url'> {
  readonly endEvents: StreamAddress['endEvents'] | undefined
  readonly connect: Connect
  readonly access: SharedAccess
  readonly timers: Timers
  /** Items that arrive within this time are posted together, in milliseconds; 0: those of one chunk. */
  readonly batchMs: number
  readonly post: (targets: readonly Target[], items: readonly PackedItem[]) => void
  /** The stream gave up its connection or needs one again, so the choice of open streams may change. */
  readonly onChange: () => void
}

/** One stream, read once for all tabs that follow it. */
export interface SharedStream {
  readonly join: (target: Target) => void
  readonly leave: (target: Target) => void
  readonly targets: () => readonly Target[]
  /** Open it. Does nothing while it is open. */
  readonly start: () => void
  /** Close it for now: other streams need the connection. */
  readonly cap: () => void
  /** Ask for a connection again after the stream was given up. */
  readonly retry: () => void
  readonly isRunning: () => boolean
  /** Whether its messages are those of a project. */
  readonly isOfProject: boolean
  /** Whether the stream was given up because the server would refuse another attempt like the last. */
  readonly isGivenUp: () => boolean
  /** Try again at once if it is waiting. */
  readonly wake: () => void
  readonly close: () => void
}

/** Tokens that arrive faster than this are posted less often: no one reads so fast. In milliseconds. */
const FAST_INTERVAL_MS = 4
/** While tokens arrive fast, the time between two posts is longer by this factor. */
const FAST_FACTOR = 4

/**
 * Collect items and post them together. If nothing was posted for `batchMs`, they go at once. Otherwise they wait for
 * that time, or for four times as long while tokens arrive fast. Tokens that continue one another are joined.
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
        // Post after the current chunk. A timer would be too slow in a hidden page.
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

/** Make a stream that is not open and that no tab follows yet. */
export function createSharedStream(options: SharedStreamOptions): SharedStream {
  const { access, timers } = options
  const targets = new Map<string, Target>()
  const latest = createLatestMessages()
  /** The last event of each name. */
  const latestEvents = new Map<string, EventItem>()
  const read = createMessageReader()
  let state: ConnectionState = { status: 'idle' }
  let isCapped = false
  let isStreaming = false
  let lastReceivedAt: number | null = null
  let usedToken: string | null = null

  const outbox = createOutbox(options, (items) => {
    if (targets.size > 0) options.post([...targets.values()], items)
  })
  const connection = options.connect({
    url: options.url,
    timers,
    headers() {
      usedToken = access.token()
      return usedToken === null ? {} : { Authorization: `Bearer ${usedToken}` }
    },
    onUnauthorized: () => access.renew(usedToken),
    onFrame({ data, id, event }) {
      if (options.endEvents) return passOn(event ?? '', data, options.endEvents)
      const { parsed, textBefore } = read(data)
      lastReceivedAt = timers.now()
      const frame = { kind: 'frame', parsed, id, receivedAt: lastReceivedAt } as const
      const known = parsed.kind === 'message' ? latest.textOf(parsed.message.stage) : null
      latest.note(frame)
      outbox.add(pack(frame, known, textBefore))
      return parsed.kind === 'message' && RUN_END_TYPES.has(parsed.message.type)
    },
    onComment() {
      lastReceivedAt = timers.now()
      outbox.add({ kind: 'comment', receivedAt: lastReceivedAt })
    },
    onOpen() {
      isStreaming = true
      lastReceivedAt = null
      outbox.add({ kind: 'open' })
    },
    onState(next) {
      state = next
      if (next.status !== 'open') isStreaming = false
      outbox.add({ kind: 'state', state: next })
      if (isGivenUp()) options.onChange()
    },
  })

  /** @returns whether the server may end the stream now */
  function passOn(name: string, data: string, endEvents: readonly string[]): boolean {
    lastReceivedAt = timers.now()
    const item = { kind: 'event', name, data, receivedAt: lastReceivedAt } as const
    latestEvents.delete(name) // so that the new event moves to the end
    latestEvents.set(name, item)
    outbox.add(item)
    return endEvents.includes(name)
  }

  const isGivenUp = () => state.status === 'closed' && !isCapped
  const keyOf = ({ tab, follow }: Target) => `${tab} ${follow}`

  function setCapped(next: boolean) {
    if (isCapped === next) return
    isCapped = next
    outbox.add({ kind: 'capped', isCapped })
  }
  /** What a tab that joins needs: the present state, and the latest messages. */
  function welcome(): readonly StreamItem[] {
    const items: StreamItem[] = [
      { kind: 'state', state },
      { kind: 'capped', isCapped },
    ]
    if (isStreaming) items.push({ kind: 'open' })
    if (isStreaming && lastReceivedAt !== null) items.push({ kind: 'comment', receivedAt: lastReceivedAt })
    return [...items, ...latest.all(), ...latestEvents.values()]
  }

  return {
    join(target) {
      outbox.flush() // the welcome contains the waiting items
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
      latestEvents.clear()
    },
    retry() {
      if (!isGivenUp()) return
      state = { status: 'idle' }
      options.onChange()
    },
    isOfProject: options.endEvents === undefined,
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
