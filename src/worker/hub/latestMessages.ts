import type { Message } from '@/protocol/messages'
import { textKey } from './packing'
import type { FrameItem } from '../portMessages'

/** What a tab that joins late needs to be up to date: not a log, but a few messages for each stage. */
export interface LatestMessages {
  readonly note: (frame: FrameItem) => void
  /** The text of the last token of a stage; null if none is kept. */
  readonly textOf: (stage: string | null) => string | null
  /** In the order of arrival. */
  readonly all: () => readonly FrameItem[]
  readonly clear: () => void
}

/** What to do with a message: keep it, forget its stage or the whole run (`end`), or nothing. */
function consequence(message: Message): 'keep' | 'end' | 'none' {
  switch (message.type) {
    case 'token':
      // Without the text so far, a token is useless to a tab that missed the ones before.
      return message.fullText === null ? 'none' : 'keep'
    case 'progress':
      return 'keep'
    case 'stage_update':
      if (message.status === 'processing') return 'keep'
      // For the run as a whole, `skipped` means that one stage was skipped. Only the message text names that stage.
      return message.stage === 'pipeline' && message.status === 'skipped' ? 'none' : 'end'
    case 'done':
    case 'error':
    case 'stage_completed':
    case 'pipeline_done':
    case 'pipeline_error':
    case 'stream_end':
      return 'end'
    case 'connected':
    case 'item_completed':
      return 'none'
  }
}

/** Keep the last message of each type for each running stage, until the stage ends. */
export function createLatestMessages(): LatestMessages {
  const byStage = new Map<string, Map<Message['type'], FrameItem>>()

  function keep(key: string, type: Message['type'], frame: FrameItem) {
    const kept = byStage.get(key) ?? new Map<Message['type'], FrameItem>()
    byStage.set(key, kept)
    kept.delete(type) // so that the new message moves to the end
    kept.set(type, frame)
  }

  return {
    note(frame) {
      if (frame.parsed.kind !== 'message') return
      const { message } = frame.parsed
      const key = textKey(message.stage)
      switch (consequence(message)) {
        case 'keep':
          if (key !== null) keep(key, message.type, frame)
          return
        case 'end':
          if (message.stage === null || message.stage === 'pipeline') byStage.clear()
          else if (key !== null) byStage.delete(key)
          return
        case 'none':
      }
    },
    textOf(stage) {
      const key = textKey(stage)
      const frame = key === null ? undefined : byStage.get(key)?.get('token')
      if (frame?.parsed.kind !== 'message' || frame.parsed.message.type !== 'token') return null
      return frame.parsed.message.fullText
    },
    all: () =>
      [...byStage.values()].flatMap((kept) => [...kept.values()]).sort((a, b) => a.receivedAt - b.receivedAt),
    clear: () => byStage.clear(),
  }
}
