import { isStage } from '@/protocol/stages'
import type { FrameItem, PackedItem, StreamItem } from './portMessages'

/** How much of the known end must agree before a text counts as its continuation, in UTF-16 units. */
const OVERLAP = 256

/** The key under which a token's text is known: its stage. Null: it is not kept, as its stage is none of the product's. */
export function textKey(stage: string | null): string | null {
  if (stage === null) return ''
  return isStage(stage) ? stage : null
}

/** Whether `fullText` is `known` with `content` added. */
function isContinued(known: string, content: string, fullText: string): boolean {
  const overlap = Math.min(OVERLAP, known.length)
  return (
    fullText.length === known.length + content.length &&
    fullText.endsWith(content) &&
    fullText.startsWith(known.slice(-OVERLAP), known.length - overlap)
  )
}

/**
 * Leave out of a token what the tabs know already. Its text repeats all so far in every message, which would be copied
 * once for each tab.
 *
 * @param known the text that the last token of the same stage carried to the same tabs; null where there was none
 */
export function pack(frame: FrameItem, known: string | null): PackedItem {
  const message = frame.parsed.kind === 'message' ? frame.parsed.message : null
  if (message?.type !== 'token' || message.fullText === null || known === null) return frame
  if (!isContinued(known, message.content, message.fullText)) return frame
  const { type, projectId, sentAt, stage, content } = message
  const { id, receivedAt } = frame
  return { kind: 'continued', message: { type, projectId, sentAt, stage, content }, id, receivedAt }
}

/** Makes whole again what `pack` has shortened. One for each followed stream: it knows the texts so far. */
export function createUnpacker(): (item: PackedItem) => StreamItem {
  const texts = new Map<string, string>()
  return (item) => {
    if (item.kind === 'frame' && item.parsed.kind === 'message' && item.parsed.message.type === 'token') {
      const { stage, fullText } = item.parsed.message
      const key = textKey(stage)
      if (key !== null && fullText !== null) texts.set(key, fullText)
    }
    if (item.kind !== 'continued') return item
    const { message, id, receivedAt } = item
    const key = textKey(message.stage) ?? ''
    const known = texts.get(key)
    // Without what it continues, the token still tells its own piece.
    const fullText = known === undefined ? null : known + message.content
    if (fullText !== null) texts.set(key, fullText)
    return { kind: 'frame', parsed: { kind: 'message', message: { ...message, fullText } }, id, receivedAt }
  }
}
