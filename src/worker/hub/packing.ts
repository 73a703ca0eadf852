import { isStage } from '@/protocol/stages'
import type { ContinuedToken, FrameItem, PackedItem, StreamItem } from '../portMessages'

/** How much of the known text's end must match before a text counts as its continuation, in UTF-16 units. */
const OVERLAP = 256

/** The key of a token's text: its stage. Null for a stage that the product does not know; its text is not kept. */
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

/** Whether `next` can replace a message: its server time must not be earlier. */
function isCovered({ sentAt }: ContinuedToken['message'], next: ContinuedToken['message']): boolean {
  return sentAt === null || next.sentAt === null ? sentAt === next.sentAt : sentAt <= next.sentAt
}

/** Join two tokens of one stage into one in the place of the later; null if that would change the meaning. */
export function joined(before: PackedItem, next: PackedItem): PackedItem | null {
  if (before.kind !== 'continued' || next.kind !== 'continued') return null
  if (before.message.stage !== next.message.stage || (before.id === null) !== (next.id === null)) return null
  if (!isCovered(before.message, next.message)) return null
  return { ...next, message: { ...next.message, content: before.message.content + next.message.content } }
}

/**
 * Remove from a token the text that the tabs already have. Each token repeats the whole text so far, and posting it
 * would copy that text for each tab.
 *
 * @param known the text of the last token of the same stage; null if there was none
 * @param textBefore the text that the token is known to continue; null if unknown
 */
export function pack(frame: FrameItem, known: string | null, textBefore: string | null): PackedItem {
  const message = frame.parsed.kind === 'message' ? frame.parsed.message : null
  if (message?.type !== 'token' || message.fullText === null || known === null) return frame
  if (textBefore !== known && !isContinued(known, message.content, message.fullText)) return frame
  const { type, projectId, sentAt, stage, content } = message
  const { id, receivedAt } = frame
  return { kind: 'continued', message: { type, projectId, sentAt, stage, content }, id, receivedAt }
}

/** Make a function that undoes `pack`. It remembers the texts so far, so each followed stream needs its own. */
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
    // Without the text before, the token still carries its own piece.
    const fullText = known === undefined ? null : known + message.content
    if (fullText !== null) texts.set(key, fullText)
    const parsed = { kind: 'message', message: { ...message, fullText } } as const
    return { kind: 'frame', parsed, id, receivedAt, ...(known !== undefined && { textBefore: known }) }
  }
}
