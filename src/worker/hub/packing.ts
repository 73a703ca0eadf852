import { isStage } from '@/protocol/stages'
import type { ContinuedToken, FrameItem, PackedItem, StreamItem } from '../portMessages'

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

/** Whether a message can be left out for `next`, which tells all that it told: it is not later by the server's time. */
function isCovered({ sentAt }: ContinuedToken['message'], next: ContinuedToken['message']): boolean {
  return sentAt === null || next.sentAt === null ? sentAt === next.sentAt : sentAt <= next.sentAt
}

/** Two tokens of one stage as one, with the place of the later; null where they are not such that it means the same. */
export function joined(before: PackedItem, next: PackedItem): PackedItem | null {
  if (before.kind !== 'continued' || next.kind !== 'continued') return null
  if (before.message.stage !== next.message.stage || (before.id === null) !== (next.id === null)) return null
  if (!isCovered(before.message, next.message)) return null
  return { ...next, message: { ...next.message, content: before.message.content + next.message.content } }
}

/**
 * Leave out of a token what the tabs know already. Its text repeats all so far in every message, which would be copied
 * once for each tab.
 *
 * @param known the text that the last token of the same stage carried to the same tabs; null where there was none
 * @param textBefore a text that the token is known to go on from; null where that is not known
 */
export function pack(frame: FrameItem, known: string | null, textBefore: string | null): PackedItem {
  const message = frame.parsed.kind === 'message' ? frame.parsed.message : null
  if (message?.type !== 'token' || message.fullText === null || known === null) return frame
  if (textBefore !== known && !isContinued(known, message.content, message.fullText)) return frame
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
    const parsed = { kind: 'message', message: { ...message, fullText } } as const
    return { kind: 'frame', parsed, id, receivedAt, ...(known !== undefined && { textBefore: known }) }
  }
}
