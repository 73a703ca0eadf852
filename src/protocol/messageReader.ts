import { parseMessage, RUN_END_TYPES, type Message, type ParsedMessage } from './messages'
import { isStage } from './stages'
import { findFullText, type TextPlace } from './wireText'

/** A frame's data as it was read. */
export interface ReadMessage {
  readonly parsed: ParsedMessage
  /**
   * Of a token: a text that `fullText` is this one and `content` added to. Null where that is not known for certain; it
   * may still be so.
   */
  readonly textBefore: string | null
}

/** All text so far of a stage: as it stood on the wire, between its quotes, and what that says. */
interface KnownText {
  readonly wire: string
  readonly text: string
}

const STAGE_END_TYPES: ReadonlySet<Message['type']> = new Set(['done', 'error', 'stage_completed'])

/**
 * Make a reader for the frames of one stream: it reads each as `parseMessage` does, and need not decode again the text
 * that every token repeats. What stands on the wire exactly as it did in an earlier frame says the same; only what is
 * new is handed to the JSON parser. Where anything is unusual the whole frame is.
 */
export function createMessageReader(): (raw: string) => ReadMessage {
  const known = new Map<string | null, KnownText>()

  /** The longest known text with which the text at `start` begins. */
  function knownAt(raw: string, start: number): KnownText | null {
    let found: KnownText | null = null
    for (const entry of known.values())
      if (entry.wire.length > (found?.wire.length ?? 0) && raw.startsWith(entry.wire, start)) found = entry
    return found
  }

  function keep(stage: string | null, entry: KnownText) {
    if (stage === null || isStage(stage)) known.set(stage, entry)
  }

  function readShort(raw: string): ReadMessage | null {
    if (known.size === 0) return null
    let before: KnownText | null = null
    const knownLength = (start: number) => (before = knownAt(raw, start))?.wire.length ?? 0
    const place = findFullText(raw, knownLength)
    if (!place) return null
    return before && readAfter(raw, place, before)
  }

  /** Read a frame of whose text the beginning is known. */
  function readAfter(raw: string, place: TextPlace, before: KnownText): ReadMessage | null {
    const parsed = parseMessage(raw.slice(0, place.start) + raw.slice(place.start + before.wire.length))
    if (parsed.kind !== 'message') return null
    const { message } = parsed
    if (message.type !== 'token' && message.type !== 'done') return null
    const added = message.fullText ?? ''
    const fullText = before.text + added
    if (message.type === 'token')
      keep(message.stage, { wire: raw.slice(place.start, place.end), text: fullText })
    const textBefore = message.type === 'token' && added === message.content ? before.text : null
    return { parsed: { kind: 'message', message: { ...message, fullText } }, textBefore }
  }

  /** Remember how the text of a token stood on the wire. */
  function learn(raw: string, { stage, fullText }: { stage: string | null; fullText: string | null }) {
    const place = fullText === null ? null : findFullText(raw, () => 0)
    if (fullText === null || !place) return
    const wire = raw.slice(place.start, place.end)
    if (JSON.parse(`"${wire}"`) === fullText) keep(stage, { wire, text: fullText })
  }

  function forget({ type, stage }: Message) {
    if (RUN_END_TYPES.has(type)) known.clear()
    else if (STAGE_END_TYPES.has(type)) known.delete(stage)
  }

  return (raw) => {
    const short = readShort(raw)
    const read = short ?? { parsed: parseMessage(raw), textBefore: null }
    if (read.parsed.kind !== 'message') return read
    const { message } = read.parsed
    if (message.type !== 'token') forget(message)
    else if (!short) learn(raw, message)
    return read
  }
}
