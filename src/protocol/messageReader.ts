import { parseMessage, RUN_END_TYPES, TEXT_END_TYPES, type Message, type ParsedMessage } from './messages'
import { isStage } from './stages'
import { findFullText, type TextPlace } from './wireText'

/** A parsed frame, and what is known about the text that it continues. */
export interface ReadMessage {
  readonly parsed: ParsedMessage
  /**
   * For a token: the text to which `content` was added to make `fullText`. Null where that is not certain.
   */
  readonly textBefore: string | null
}

/** All text so far of a stage: as it stood on the wire between its quotes, and decoded. */
interface KnownText {
  readonly wire: string
  readonly text: string
}

/**
 * Make a reader for the frames of one stream. Its results equal those of `parseMessage`, but it does not decode the
 * text that every token repeats: text that stands on the wire exactly as in an earlier frame is cut out, and the JSON
 * parser gets only the new part. A frame that is unusual in any way is parsed whole.
 */
export function createMessageReader(): (raw: string) => ReadMessage {
  const known = new Map<string | null, KnownText>()

  /** The longest known text that the text at `start` begins with. */
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

  /** Read a frame whose text begins with a known text. */
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
  function remember(raw: string, { stage, fullText }: { stage: string | null; fullText: string | null }) {
    const place = fullText === null ? null : findFullText(raw, () => 0)
    if (fullText === null || !place) return
    const wire = raw.slice(place.start, place.end)
    if (JSON.parse(`"${wire}"`) === fullText) keep(stage, { wire, text: fullText })
  }

  function forget({ type, stage }: Message) {
    if (RUN_END_TYPES.has(type)) known.clear()
    else if (TEXT_END_TYPES.has(type)) known.delete(stage)
  }

  return (raw) => {
    const short = readShort(raw)
    const read = short ?? { parsed: parseMessage(raw), textBefore: null }
    if (read.parsed.kind !== 'message') return read
    const { message } = read.parsed
    if (message.type !== 'token') forget(message)
    else if (!short) remember(raw, message)
    return read
  }
}
