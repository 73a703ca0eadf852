import type { MessageOf, ParsedMessage } from '@/protocol/messages'
import type { ConnectionState } from '@/transport/connectionState'

/*
 * The messages between tabs and the hub, over a port or a channel. All of them survive structured cloning. Times are
 * milliseconds since the epoch by the steady clock of the sender, which the receiver does not share.
 */

/** A stream to follow. */
export interface StreamAddress {
  readonly url: string
  /**
   * For a stream of events that are read in the tab: the names of those after which the server may end it in good order,
   * `''` for an event without a name. Without this, the stream is a project's and is read in the hub.
   */
  readonly endEvents?: readonly string[]
}

/** An event as it was sent, to be read in the tab. */
export interface EventItem {
  readonly kind: 'event'
  /** The event's own `event:`; `''` if it had none. */
  readonly name: string
  readonly data: string
  readonly receivedAt: number
}

/** A parsed frame. */
export interface FrameItem {
  readonly kind: 'frame'
  readonly parsed: ParsedMessage
  /** The frame's own `id:`; null if it had none. */
  readonly id: string | null
  readonly receivedAt: number
  /** For a token that was unpacked in the tab: the text that its `content` was added to. Never posted. */
  readonly textBefore?: string
}

/** An event of a stream, in its order. */
export type StreamItem =
  | FrameItem
  | EventItem
  /** A comment, such as a heartbeat: the server is alive. */
  | { readonly kind: 'comment'; readonly receivedAt: number }
  /** A stream opened, or this tab joined an open one: fetch a snapshot for the missed messages. */
  | { readonly kind: 'open' }
  | { readonly kind: 'state'; readonly state: ConnectionState }
  /** Whether the stream has to wait for a free connection. */
  | { readonly kind: 'capped'; readonly isCapped: boolean }

/** A token that continues the one before it: the text so far is not sent again. */
export interface ContinuedToken {
  readonly kind: 'continued'
  readonly message: Omit<MessageOf<'token'>, 'fullText'>
  readonly id: string | null
  readonly receivedAt: number
}

/** A stream item as it is posted to a tab. */
export type PackedItem = StreamItem | ContinuedToken

/** A message from a tab to the hub. `follow` is the tab's own number for one of its streams. */
export type TabMessage =
  /** The first message to each hub. It replaces everything that the tab wanted before. */
  | {
      readonly type: 'hello'
      readonly isVisible: boolean
      readonly token: string | null
      readonly follows: readonly ({ readonly follow: number } & StreamAddress)[]
    }
  /** The name of the Web Lock that this tab holds until it is gone. */
  | { readonly type: 'lock'; readonly name: string }
  | { readonly type: 'visible'; readonly isVisible: boolean }
  /** Try again at once: the network returned, or the tab is visible again. */
  | { readonly type: 'wake' }
  /** Follow a stream. A second such message reopens a stream that was given up. */
  | ({ readonly type: 'follow'; readonly follow: number } & StreamAddress)
  | { readonly type: 'leave'; readonly follow: number }
  /** The access token: a new one, or the answer to `token_needed`. */
  | { readonly type: 'token'; readonly token: string | null; readonly isAnswer: boolean }
  /** The tab cannot answer `token_needed` now. */
  | { readonly type: 'token_unknown' }
  | { readonly type: 'ping' }
  /** The tab is being closed or hidden for good. */
  | { readonly type: 'bye' }

/** A message from the hub to a tab. */
export type HubMessage =
  | {
      readonly type: 'items'
      readonly follow: number
      readonly items: readonly PackedItem[]
      /** The time of the hub. */
      readonly postedAt: number
    }
  /** The server refused the token: answer with a new one. */
  | { readonly type: 'token_needed'; readonly refused: string | null }
  | { readonly type: 'pong' }
  /** The hub does not know this tab: send `hello`. */
  | { readonly type: 'stranger' }

/** One stream of one tab. */
export interface Target {
  readonly tab: string
  readonly follow: number
}

/** How to handle a hub that does not answer. */
export interface LinkCare {
  /** After this long without a message the tab pings the hub; after as long again, it calls `revive`. In ms. */
  readonly patienceMs: number
  /** Find another hub, or become it. */
  readonly revive: () => void
}

/** A tab's link to the hub, wherever the hub is. */
export interface HubLink {
  readonly send: (message: TabMessage) => void
  /**
   * The page returned from the back/forward cache: trust no lock and no port from before. Some browsers drop what a page
   * holds when it enters that cache. `onUp` follows.
   */
  readonly renew: () => void
  /** How to handle a silent hub; null if the hub is in this tab. */
  readonly care: LinkCare | null
}

/** What a link calls back. */
export interface LinkHandlers {
  readonly onMessage: (message: HubMessage) => void
  /** A hub is available, the first or another one. It does not know this tab yet. */
  readonly onUp: () => void
  /** There is no hub, and there will be none before the page is loaded again: its code could not be loaded. */
  readonly onMissing: () => void
}

/** A link to wherever the hub is at the moment; `current` returns null while there is none. */
export function linkTo(current: () => HubLink | null): HubLink {
  return {
    send: (message) => current()?.send(message),
    renew: () => current()?.renew(),
    get care() {
      return current()?.care ?? null
    },
  }
}

/** Make a name that no other tab has. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`
}
