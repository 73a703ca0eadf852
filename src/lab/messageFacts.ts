import type { MessageType } from '@/protocol/messages'

interface MessageFacts {
  /** Whether all listeners receive it, as part of the numbered history. Each other one goes to one listener only. */
  readonly isInHistory: boolean
  /** Whether the project's snapshot has something new afterwards. */
  readonly changesSnapshot: boolean
}

/** What the lab needs to know about each message type. */
export const MESSAGE_FACTS = {
  connected: { isInHistory: false, changesSnapshot: false },
  token: { isInHistory: true, changesSnapshot: false },
  stage_update: { isInHistory: true, changesSnapshot: false },
  progress: { isInHistory: true, changesSnapshot: false },
  done: { isInHistory: true, changesSnapshot: true },
  error: { isInHistory: true, changesSnapshot: true },
  stream_end: { isInHistory: false, changesSnapshot: true },
  item_completed: { isInHistory: true, changesSnapshot: true },
  stage_completed: { isInHistory: true, changesSnapshot: true },
  pipeline_done: { isInHistory: true, changesSnapshot: true },
  pipeline_error: { isInHistory: true, changesSnapshot: true },
} as const satisfies Record<MessageType, MessageFacts>
