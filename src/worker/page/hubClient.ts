import type { ParsedMessage } from '@/protocol/messages'
import type { ConnectionState } from '@/transport/connectionState'
import { createLinkWatch } from './linkWatch'
import { openLink } from './openLink'
import { createUnpacker } from '../hub/packing'
import { isPageVisible, listenToPage } from './pageSignals'
import {
  uniqueName,
  type HubLink,
  type HubMessage,
  type LinkHandlers,
  type PackedItem,
  type StreamItem,
  type TabMessage,
} from '../portMessages'
import { holdLock, webLocks } from '@/platform/webLocks'

/** Who is told what a stream says, in its order. Times are milliseconds since the epoch. */
export interface StreamListener {
  /** `textBefore`: of a token, the very text that its `fullText` goes on from, where that is known. */
  readonly onParsed: (
    parsed: ParsedMessage,
    id: string | null,
    receivedAt: number,
    textBefore?: string,
  ) => void
  /** The server gave a sign of life that is no message. */
  readonly onComment: (receivedAt: number) => void
  /** A stream is open: what was missed while there was none is to be fetched now. */
  readonly onOpen: () => void
  readonly onState: (state: ConnectionState) => void
  /** The stream has to wait, since too many are open; or it need not any more. */
  readonly onCapped: (isCapped: boolean) => void
}

/** A stream as one page follows it. */
export interface FollowedStream {
  /** Begin, or begin again where it was given up. */
  readonly open: () => void
  /** End it. Nothing is called back afterwards but the state. */
  readonly close: () => void
}

/** The page's access to the server, as far as the hub has to know it. */
export interface HubSession {
  /** The access token; null where nobody is signed in. */
  readonly token: () => string | null
  /** Get another token than `refused`. @returns whether there is one; rejects where that could not be found out */
  readonly refresh: (refused: string | null) => Promise<boolean>
  /** Call back whenever the token has changed, in whichever tab. */
  readonly onChange: (callback: () => void) => void
}

/** The page's side of the hub. */
export interface HubClient {
  /** A stream that is followed once it is opened. */
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

/** Hold a lock of a name of its own for as long as the page lives, so that the hub notices when it is gone. */
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
 * Make the page's side of the hub; it finds or starts a hub at once, and another one where that falls silent. One for
 * each page.
 *
 * @param open replaceable in tests
 */
export function createHubClient(
  session: HubSession,
  open: (handlers: LinkHandlers) => HubLink = openLink,
): HubClient {
  const follows = new Map<number, Follow>()
  let lastNumber = 0
  let lockName: string | null = null
  let isIntroduced = false

  // A hub may be there before `open` returns.
  const link = open({ onUp: () => queueMicrotask(introduce), onMessage: handleMessage })
  const watch = createLinkWatch({ care: () => link.care, ping: () => link.send({ type: 'ping' }) })

  /** Tell a hub that knows nothing yet who this is and what is wanted. */
  function introduce() {
    isIntroduced = true
    watch.heard()
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

  /** Say something to the hub; before there is one, all of it is in the introduction. */
  function say(message: TabMessage) {
    if (isIntroduced) link.send(message)
  }

  function handleMessage(message: HubMessage) {
    watch.heard()
    switch (message.type) {
      case 'items':
        for (const item of message.items) {
          const follow = follows.get(message.follow) // what one item says may end it
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
      say({ type: 'token_unknown' }) // another tab may find out, and the stream is tried again later
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
