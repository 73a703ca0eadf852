import { createParser } from 'eventsource-parser'

/** One event block of a stream. */
export interface Frame {
  readonly data: string
  /** The `event:` line; null where there was none. */
  readonly event: string | null
  /** The block's own `id:` line; null where there was none: an id is not inherited from an earlier block. */
  readonly id: string | null
}

/** Who is told what a stream holds. Called in the order of the stream. */
export interface FrameReaderOptions {
  /** @param bytes the block and the empty line that ends it, as they came; null unless `withBytes` asks for them */
  readonly onFrame: (frame: Frame, bytes: Uint8Array | null) => void
  /** The text after the colon, such as `heartbeat`. */
  readonly onComment: (comment: string, bytes: Uint8Array | null) => void
  /** The reconnection time that the server asks for, in milliseconds. */
  readonly onRetry: (reconnectionTimeMs: number) => void
  /** A block grew beyond `maxFrameLength`; nothing more is read. */
  readonly onTooLarge: () => void
  /** In UTF-16 units. */
  readonly maxFrameLength?: number
  /**
   * Hand over the bytes, which costs a copy of all that comes. No byte is lost: those of a block that tells nothing
   * (a lone `retry:`) stand before the next one's.
   */
  readonly withBytes?: boolean
}

/** Reads the chunks of one stream. */
export interface FrameReader {
  /** The chunk is not looked at again: its bytes may be overwritten. */
  readonly feed: (chunk: Uint8Array) => void
}

/** The longest block that is kept while it is incomplete: 8 Mi UTF-16 units. */
const MAX_FRAME_LENGTH = 8 * 1024 * 1024

/**
 * Ends every line in LF. A lone CR ends a line too, at once: whether LF follows is seen in the next chunk, which may
 * be a heartbeat away, and then that LF is none of its own.
 */
function createLineEnds(): (text: string) => string {
  let endedInCr = false
  return (text) => {
    if (text === '') return text
    const rest = endedInCr && text.startsWith('\n') ? text.slice(1) : text
    endedInCr = text.endsWith('\r')
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest
  }
}

const COLON = 0x3a
const LF = 0x0a
const CR = 0x0d

/** Collects the bytes between two frames, in whole lines and what has come of the next. */
function createByteTap() {
  let lines: Uint8Array[] = []
  let line: Uint8Array[] = []

  function joined(parts: readonly Uint8Array[]): Uint8Array {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      bytes.set(part, at)
      at += part.length
    }
    return bytes
  }
  return {
    /** A copy is kept: what was handed over is used again for what comes. */
    add: (piece: Uint8Array) => line.push(piece.slice()),
    endLine() {
      lines.push(...line)
      line = []
    },
    takeBlock() {
      const bytes = joined([...lines, ...line])
      lines = []
      line = []
      return bytes
    },
    /** The bytes of the line that was added last: a comment may stand in the middle of a block. */
    takeLine() {
      const bytes = joined(line)
      line = []
      return bytes
    },
    isBetweenBlocks: () => lines.length === 0 && line.length === 0,
  }
}

/** The end (not included) of the line that begins at `start`; -1 where the chunk holds no end of it. */
function lineEnd(chunk: Uint8Array, start: number): number {
  for (let at = start; at < chunk.length; at += 1) {
    if (chunk[at] === LF) return at + 1
    if (chunk[at] === CR) return chunk[at + 1] === LF ? at + 2 : at + 1
  }
  return -1
}

/**
 * Cut a chunk after each line, and only there. The empty line after a comment that stands alone belongs to it.
 *
 * @param isBetweenBlocks asked at each line: whether a block may begin here
 */
function* linesOf(chunk: Uint8Array, isBetweenBlocks: () => boolean): Generator<[Uint8Array, boolean]> {
  for (let start = 0; start < chunk.length;) {
    const isComment = chunk[start] === COLON && isBetweenBlocks()
    let end = lineEnd(chunk, start)
    const isWhole = end !== -1
    if (!isWhole) end = chunk.length
    else if (isComment && (chunk[end] === LF || chunk[end] === CR)) end = lineEnd(chunk, end)
    yield [chunk.subarray(start, end), isWhole]
    start = end
  }
}

/**
 * Turn the bytes of one stream into frames, as the HTML standard says (9.2.6, "Interpreting an event stream"): a
 * leading byte order mark is dropped, lines end in CR, LF or both, a block that the end of the stream cuts is not
 * dispatched. A character may be cut anywhere: one decoder serves the whole stream.
 */
export function createFrameReader(options: FrameReaderOptions): FrameReader {
  const decoder = new TextDecoder()
  const withLineEnds = createLineEnds()
  const tap = options.withBytes === true ? createByteTap() : null
  let isStopped = false
  const parser = createParser({
    maxBufferSize: options.maxFrameLength ?? MAX_FRAME_LENGTH,
    onEvent: ({ data, event, id }) =>
      options.onFrame({ data, event: event ?? null, id: id ?? null }, tap?.takeBlock() ?? null),
    onComment: (comment) => options.onComment(comment, tap?.takeLine() ?? null),
    onRetry: options.onRetry,
    onError: ({ type }) => {
      // Unknown fields and a senseless `retry:` are ignored, as the standard asks.
      if (type !== 'max-buffer-size-exceeded') return
      isStopped = true
      options.onTooLarge()
    },
  })
  function read(bytes: Uint8Array) {
    if (!isStopped) parser.feed(withLineEnds(decoder.decode(bytes, { stream: true })))
  }
  return {
    feed(chunk) {
      if (!tap) return read(chunk)
      for (const [line, isWhole] of linesOf(chunk, tap.isBetweenBlocks)) {
        tap.add(line)
        read(line)
        if (isWhole) tap.endLine()
      }
    },
  }
}
