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
  type StreamItem,
  type TabMessage,
} from '../portMessages'
import { isPageVisible } from '@/platform/visibility'
import { holdLock, webLocks } from '@/platform/webLocks'

/** The callbacks of a stream, called in the order of its events. Times are milliseconds since the epoch. */
export interface StreamListener {
  /** `textBefore`: for a token, the string that its `fullText` continues, if known. */
  readonly onParsed: (
    parsed: ParsedMessage,
    id: string | null,
    receivedAt: number,
    textBefore?: string,
  ) => void
  /** The server sent a comment, such as a heartbeat. */
  readonly onComment: (receivedAt: number) => void
  /** A stream opened: fetch a snapshot for the missed messages. */
  readonly onOpen: () => void
  readonly onState: (state: ConnectionState) => void
  /** The stream has to wait because too many are open, or its wait is over. */
  readonly onCapped: (isCapped: boolean) => void
}

/** A stream that one page follows. */
export interface FollowedStream {
  /** Start, or start again after it was given up. */
  readonly open: () => void
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
  readonly stream: (url: string, listener: StreamListener) => FollowedStream
}

interface Follow {
  readonly url: string
  readonly listener: StreamListener
  isClosed: boolean
  unpack: (item: PackedItem) => StreamItem
}

function deliver(follow: Follow, packed: PackedItem) {
  const { listener } = follow
  const item = follow.unpack(packed)
  switch (item.kind) {
    case 'frame':
      listener.onParsed(item.parsed, item.id, item.receivedAt, item.textBefore)
      return
    case 'comment':
      listener.onComment(item.receivedAt)
      return
    case 'open':
      listener.onOpen()
      return
    case 'state':
      follow.isClosed = item.state.status === 'closed'
      listener.onState(item.state)
      return
    case 'capped':
      listener.onCapped(item.isCapped)
  }
}

/** Hold a lock with a unique name while the page exists, so that the hub notices when the page is gone. */
function holdPageLock(onHeld: (name: string) => void) {
  const locks = webLocks()
  if (!locks) return
  const name = uniqueName('dailies-page')
  void holdLock(locks, name, {}, () => {
    onHeld(name)
    return new Promise(() => undefined)
  })
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
  let isIntroduced = false

  // A hub may be available before `open` returns.
  const link = open({ onUp: () => queueMicrotask(introduce), onMessage: handleMessage })
  const watch = createLinkWatch({ care: () => link.care, ping: () => link.send({ type: 'ping' }) })

  /** Introduce this tab to a hub that does not know it. */
  function introduce() {
    isIntroduced = true
    watch.noteMessage()
    for (const follow of follows.values()) follow.unpack = createUnpacker()
    link.send({
      type: 'hello',
      isVisible: isPageVisible(),
      token: session.token(),
      follows: [...follows].map(([follow, { url }]) => ({ follow, url })),
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
    switch (message.type) {
      case 'items':
        for (const item of message.items) {
          const follow = follows.get(message.follow) // the listener may close the stream on any item
          if (follow) deliver(follow, item)
        }
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

  async function answerForToken(refused: string | null) {
    try {
      const isThere = await session.refresh(refused)
      say({ type: 'token', token: isThere ? session.token() : null, isAnswer: true })
    } catch {
      say({ type: 'token_unknown' }) // the hub asks another tab, or tries again later
    }
  }

  session.onChange(() => say({ type: 'token', token: session.token(), isAnswer: false }))
  holdPageLock((name) => {
    lockName = name
    say({ type: 'lock', name })
  })
  listenToPage({
    onVisibility(isVisible) {
      say({ type: 'visible', isVisible })
      if (isVisible) say({ type: 'wake' })
    },
    onOnline: () => say({ type: 'wake' }),
    onHide: () => say({ type: 'bye' }),
    onReturn: introduce,
  })

  return {
    stream(url, listener) {
      const number = (lastNumber += 1)
      return {
        open() {
          if (!follows.has(number))
            follows.set(number, { url, listener, isClosed: false, unpack: createUnpacker() })
          say({ type: 'follow', follow: number, url })
          watch.start()
        },
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
