import type { ParsedMessage } from '@/protocol/messages'
import type { ConnectionState } from '@/transport/connectionState'
import { createLinkWatch } from './linkWatch'
import { openLink } from './openLink'
import { createUnpacker } from '../hub/packing'
import { listenToPage } from './pageSignals'
import {
  uniqueName,
  type HubLink,
  type HubMessage,
  type LinkHandlers,
  type PackedItem,
  type StreamAddress,
  type StreamItem,
  type TabMessage,
} from '../portMessages'
import { isPageVisible } from '@/platform/visibility'
import { steadyNow } from '@/platform/steadyClock'
import { holdLock, webLocks } from '@/platform/webLocks'

/** The callbacks of a stream, called in the order of its events. Times are milliseconds since the epoch. */
export interface StreamListener {
  /** A message of a project. `textBefore`: for a token, the string that its `fullText` continues, if known. */
  readonly onParsed?: (
    parsed: ParsedMessage,
    id: string | null,
    receivedAt: number,
    textBefore?: string,
  ) => void
  /** An event of a stream with `endEvents`; `name` is `''` if it has none. */
  readonly onEvent?: (name: string, data: string, receivedAt: number) => void
  /** The server sent a comment, such as a heartbeat. */
  readonly onComment: (receivedAt: number) => void
  /** A stream opened: fetch a snapshot for the missed messages. */
  readonly onOpen: () => void
  readonly onState: (state: ConnectionState) => void
  /** The stream has to wait because too many are open, or its wait is over. */
  readonly onCapped: (isCapped: boolean) => void
  /** The code that reads streams could not be loaded: there will be none before the page is loaded again. */
  readonly onMissing: () => void
}

/** A stream that one page follows. */
export interface FollowedStream {
  /** Start, or start again after it was given up. */
  readonly open: () => void
  /** Another attempt is likely to succeed now: do not wait for its time. */
  readonly wake: () => void
  /** Stop. Afterwards the stream reports only its state. */
  readonly close: () => void
}

/** The session of the page, as far as the hub needs it. */
export interface HubSession {
  /** The access token; null if no one is signed in. */
  readonly token: () => string | null
  /** Get another token than `refused`. @returns whether there is one; rejects if that is unknown for now */
  readonly refresh: (refused: string | null) => Promise<boolean>
  /** Call back whenever the token changes, in any tab. */
  readonly onChange: (callback: () => void) => void
}

/** The page's side of the hub. */
export interface HubClient {
  /** Make a stream; `open()` starts it. */
  readonly stream: (address: StreamAddress, listener: StreamListener) => FollowedStream
}

interface Follow {
  readonly address: StreamAddress
  readonly listener: StreamListener
  isClosed: boolean
  unpack: (item: PackedItem) => StreamItem
}

/** A state with its times `byMs` later. */
function shifted(state: ConnectionState, byMs: number): ConnectionState {
  switch (state.status) {
    case 'open':
      return { ...state, since: state.since + byMs }
    case 'waiting':
      return { ...state, since: state.since + byMs, retryAt: state.retryAt + byMs }
    case 'idle':
    case 'connecting':
    case 'closed':
      return state
  }
}

/** @param aheadMs how far this page's clock is ahead of the hub's, the way of the message included */
function deliver(follow: Follow, packed: PackedItem, aheadMs: number) {
  const { listener } = follow
  const item = follow.unpack(packed)
  switch (item.kind) {
    case 'frame':
      listener.onParsed?.(item.parsed, item.id, item.receivedAt + aheadMs, item.textBefore)
      return
    case 'event':
      listener.onEvent?.(item.name, item.data, item.receivedAt + aheadMs)
      return
    case 'comment':
      listener.onComment(item.receivedAt + aheadMs)
      return
    case 'open':
      listener.onOpen()
      return
    case 'state':
      follow.isClosed = item.state.status === 'closed'
      listener.onState(shifted(item.state, aheadMs))
      return
    case 'capped':
      listener.onCapped(item.isCapped)
  }
}

/**
 * Hold a lock with a unique name while the page exists, so that the hub notices when the page is gone.
 *
 * @returns releases it
 */
function holdPageLock(onHeld: (name: string) => void): () => void {
  const locks = webLocks()
  const controller = new AbortController()
  const name = uniqueName('dailies-page')
  const untilReleased = () =>
    new Promise<void>((resolve) => {
      controller.signal.addEventListener('abort', () => resolve())
      onHeld(name)
    })
  if (locks) void holdLock(locks, name, { signal: controller.signal }, untilReleased)
  return () => controller.abort()
}

/**
 * Make the page's side of the hub. It finds or starts a hub at once. If that hub falls silent, it finds or starts
 * another. Each page has one client.
 *
 * @param open tests replace it
 */
export function createHubClient(
  session: HubSession,
  open: (handlers: LinkHandlers) => HubLink = openLink,
): HubClient {
  const follows = new Map<number, Follow>()
  let lastNumber = 0
  let lockName: string | null = null
  let releaseLock: () => void = () => undefined
  let isIntroduced = false
  let isMissing = false
  /** The last message of a hub that does not answer; null while it does. */
  let silentSince: number | null = null

  // A hub may be available before `open` returns.
  const link = open({
    onUp: () => queueMicrotask(introduce),
    onMessage: handleMessage,
    onMissing() {
      isMissing = true
      for (const { listener } of [...follows.values()]) listener.onMissing()
    },
  })
  const watch = createLinkWatch({
    care: () => link.care,
    ping: () => link.send({ type: 'ping' }),
    // A stream that is said to be open by a hub that hangs delivers nothing.
    onSilent(lastMessageAt) {
      const since = (silentSince ??= lastMessageAt)
      const state = { status: 'waiting', attempt: 1, since, retryAt: since, fault: 'silent' } as const
      for (const { isClosed, listener } of [...follows.values()]) if (!isClosed) listener.onState(state)
    },
  })

  /** Introduce this tab to a hub that does not know it. */
  function introduce() {
    isIntroduced = true
    watch.noteMessage()
    for (const follow of follows.values()) follow.unpack = createUnpacker()
    link.send({
      type: 'hello',
      isVisible: isPageVisible(),
      token: session.token(),
      follows: [...follows].map(([follow, { address }]) => ({ follow, ...address })),
    })
    if (lockName !== null) link.send({ type: 'lock', name: lockName })
    if (follows.size > 0) watch.start()
  }

  /** Send a message to the hub. Before this tab has a hub, drop it: the introduction will say the same. */
  function say(message: TabMessage) {
    if (isIntroduced) link.send(message)
  }

  function handleMessage(message: HubMessage) {
    watch.noteMessage()
    silentSince = null
    switch (message.type) {
      case 'items':
        deliverAll(message)
        return
      case 'token_needed':
        void answerForToken(message.refused)
        return
      case 'stranger':
        introduce()
        return
      case 'pong':
    }
  }

  function deliverAll({ follow: number, items, postedAt }: Extract<HubMessage, { type: 'items' }>) {
    const aheadMs = steadyNow() - postedAt
    for (const item of items) {
      const follow = follows.get(number) // the listener may close the stream on any item
      if (follow) deliver(follow, item, aheadMs)
    }
  }

  function renewLock() {
    releaseLock()
    lockName = null
    releaseLock = holdPageLock((name) => {
      lockName = name
      say({ type: 'lock', name })
    })
  }

  async function answerForToken(refused: string | null) {
    try {
      const isThere = await session.refresh(refused)
      say({ type: 'token', token: isThere ? session.token() : null, isAnswer: true })
    } catch {
      say({ type: 'token_unknown' }) // the hub asks another tab, or tries again later
    }
  }

  session.onChange(() => say({ type: 'token', token: session.token(), isAnswer: false }))
  renewLock()
  listenToPage({
    onVisibility(isVisible) {
      say({ type: 'visible', isVisible })
      if (isVisible) say({ type: 'wake' })
    },
    onOnline: () => say({ type: 'wake' }),
    onHide: () => say({ type: 'bye' }),
    onReturn() {
      renewLock()
      link.renew()
    },
  })

  return {
    stream(address, listener) {
      const number = (lastNumber += 1)
      return {
        open() {
          if (!follows.has(number))
            follows.set(number, { address, listener, isClosed: false, unpack: createUnpacker() })
          say({ type: 'follow', follow: number, ...address })
          watch.start()
          if (isMissing) listener.onMissing()
        },
        wake: () => say({ type: 'wake' }),
        close() {
          const follow = follows.get(number)
          if (!follow) return
          follows.delete(number)
          say({ type: 'leave', follow: number })
          if (follows.size === 0) watch.stop()
          if (!follow.isClosed) listener.onState({ status: 'closed', fault: null })
        },
      }
    },
  }
}
