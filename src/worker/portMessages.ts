import type { MessageOf, ParsedMessage } from '@/protocol/messages'
import type { ConnectionState } from '@/transport/connectionState'

/*
 * What tabs and the hub say to each other, over a port or a channel. All of it survives structured cloning. Times are
 * milliseconds since the epoch by this machine's clock.
 */

/** A frame that has been read. */
export interface FrameItem {
  readonly kind: 'frame'
  readonly parsed: ParsedMessage
  /** The frame's own `id:`, null where it had none. */
  readonly id: string | null
  readonly receivedAt: number
  /** Of a token that was put together in the tab: the text that its `content` was added to. Never travels. */
  readonly textBefore?: string
}

/** What happens on a stream, in its order. */
export type StreamItem =
  | FrameItem
  /** A comment, such as a heartbeat: the server is alive. */
  | { readonly kind: 'comment'; readonly receivedAt: number }
  /** A stream is open, or this tab has joined one that is: what was missed before is to be fetched now. */
  | { readonly kind: 'open' }
  | { readonly kind: 'state'; readonly state: ConnectionState }
  /** Whether the stream has to wait for one of the few connections. */
  | { readonly kind: 'capped'; readonly isCapped: boolean }

/** A token whose text goes on where the one before it ended: the text so far is not sent again. */
export interface ContinuedToken {
  readonly kind: 'continued'
  readonly message: Omit<MessageOf<'token'>, 'fullText'>
  readonly id: string | null
  readonly receivedAt: number
}

/** A stream item as it travels to a tab. */
export type PackedItem = StreamItem | ContinuedToken

/** What a tab says to the hub. `follow` is the tab's own number for one of the streams that it wants. */
export type TabMessage =
  /** The first word to each hub: who is there and what it wants, and nothing else that it may have wanted before. */
  | {
      readonly type: 'hello'
      readonly isVisible: boolean
      readonly token: string | null
      readonly follows: readonly { readonly follow: number; readonly url: string }[]
    }
  /** The name of the Web Lock that this tab holds for as long as it lives. */
  | { readonly type: 'lock'; readonly name: string }
  | { readonly type: 'visible'; readonly isVisible: boolean }
  /** It is worth trying at once: the network is back, or the tab is looked at again. */
  | { readonly type: 'wake' }
  /** Follow a stream; said again, it is opened again where it was given up. */
  | { readonly type: 'follow'; readonly follow: number; readonly url: string }
  | { readonly type: 'leave'; readonly follow: number }
  /** The access token: a new one, or the answer to `token_needed`. */
  | { readonly type: 'token'; readonly token: string | null; readonly isAnswer: boolean }
  /** The answer to `token_needed` cannot be found out now. */
  | { readonly type: 'token_unknown' }
  | { readonly type: 'ping' }
  /** The tab goes away. */
  | { readonly type: 'bye' }

/** What the hub says to a tab. */
export type HubMessage =
  | { readonly type: 'items'; readonly follow: number; readonly items: readonly PackedItem[] }
  /** The server has refused the token: get a new one and tell it. */
  | { readonly type: 'token_needed'; readonly refused: string | null }
  | { readonly type: 'pong' }
  /** The hub does not know this tab (any more): introduce yourself. */
  | { readonly type: 'stranger' }

/** One stream as one tab wants it. */
export interface Target {
  readonly tab: string
  readonly follow: number
}

/** What can be done about a hub that does not answer. */
export interface LinkCare {
  /** One that has said nothing for this long is asked; after as long again it is silent. In milliseconds. */
  readonly patienceMs: number
  /** Find or become another. */
  readonly revive: () => void
}

/** A tab's way to the hub, wherever that is. */
export interface HubLink {
  readonly send: (message: TabMessage) => void
  /** How to notice and to mend a hub that falls silent; null where it lives in this tab, and only there. */
  readonly care: LinkCare | null
}

/** What a link tells the tab. */
export interface LinkHandlers {
  readonly onMessage: (message: HubMessage) => void
  /** A hub is there, the first or another one. It knows nothing of this tab. */
  readonly onUp: () => void
}

/** Holds apart what runs at the same time. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`
}
