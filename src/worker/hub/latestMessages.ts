import type { Message } from '@/protocol/messages'
import { textKey } from './packing'
import type { FrameItem } from '../portMessages'

/** What a tab that joins late has to hear, so that it is right at once: no log, a few messages for each stage. */
export interface LatestMessages {
  readonly note: (frame: FrameItem) => void
  /** The text of the last token of a stage, null where none is kept. */
  readonly textOf: (stage: string | null) => string | null
  /** In the order in which they came. */
  readonly all: () => readonly FrameItem[]
  readonly clear: () => void
}

/** What follows from a message for what is kept: keep it, or forget its stage or everything. */
function consequence(message: Message): 'keep' | 'end' | 'none' {
  switch (message.type) {
    case 'token':
      // Without the text so far a token is of no use to who has not heard the others.
      return message.fullText === null ? 'none' : 'keep'
    case 'progress':
      return 'keep'
    case 'stage_update':
      if (message.status === 'processing') return 'keep'
      // Of the run as a whole, `skipped` means that some stage was, named only in words.
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

/** Make an empty memory. It keeps the last message of each kind of the stages that run, until they end. */
export function createLatestMessages(): LatestMessages {
  const byStage = new Map<string, Map<Message['type'], FrameItem>>()

  function keep(key: string, type: Message['type'], frame: FrameItem) {
    const kept = byStage.get(key) ?? new Map<Message['type'], FrameItem>()
    byStage.set(key, kept)
    kept.delete(type) // so that it stands behind what came before it
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
