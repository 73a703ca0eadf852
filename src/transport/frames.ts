import { createParser } from 'eventsource-parser'

/** One event block of a stream. */
export interface Frame {
  readonly data: string
  /** The `event:` line; null if there was none. */
  readonly event: string | null
  /** The block's own `id:` line; null if there was none. It is not inherited from an earlier block. */
  readonly id: string | null
}

/** What a frame reader calls back, in the order of the stream. */
export interface FrameReaderOptions {
  /** @param bytes the block and the empty line that ends it, as received; null unless `withBytes` is set */
  readonly onFrame: (frame: Frame, bytes: Uint8Array | null) => void
  /** The text after the colon, such as `heartbeat`. */
  readonly onComment: (comment: string, bytes: Uint8Array | null) => void
  /** The server sent a reconnection time, in milliseconds. */
  readonly onRetry: (reconnectionTimeMs: number) => void
  /** A block is longer than `maxFrameLength`; the reader stops. */
  readonly onTooLarge: () => void
  /** In UTF-16 units. */
  readonly maxFrameLength?: number
  /**
   * Pass on the bytes, at the cost of copying all of them. No byte is lost: those of a block without data (a lone
   * `retry:`) come before the bytes of the next block.
   */
  readonly withBytes?: boolean
}

/** Reads the chunks of one stream. */
export interface FrameReader {
  /** The reader keeps no reference to the chunk, so its bytes may be overwritten afterwards. */
  readonly feed: (chunk: Uint8Array) => void
}

/** The longest incomplete block that is buffered: 8 Mi UTF-16 units. */
const MAX_FRAME_LENGTH = 8 * 1024 * 1024

/**
 * Make a function that turns every line end into LF. A CR at the end of a chunk ends the line at once, because the
 * next chunk may take as long as a heartbeat. If that chunk starts with LF, the LF belongs to the same line end and is
 * dropped.
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

/** Collect the bytes since the last frame: whole lines, and the part of the next line that has arrived. */
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
    /** Keeps a copy, because the caller reuses its buffer. */
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
    /** Only the line added last: a comment may stand in the middle of a block. */
    takeLine() {
      const bytes = joined(line)
      line = []
      return bytes
    },
    isBetweenBlocks: () => lines.length === 0 && line.length === 0,
  }
}

/** The index after the line that begins at `start`; -1 if the chunk does not hold its end. */
function lineEnd(chunk: Uint8Array, start: number): number {
  for (let at = start; at < chunk.length; at += 1) {
    if (chunk[at] === LF) return at + 1
    if (chunk[at] === CR) return chunk[at + 1] === LF ? at + 2 : at + 1
  }
  return -1
}

/**
 * Split a chunk after each line. An empty line after a comment between blocks goes with the comment.
 *
 * @param isBetweenBlocks called at each line: whether no block has begun
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
 * Make a reader that turns the bytes of one stream into frames (HTML standard, 9.2.6, "Interpreting an event stream"):
 * a leading byte order mark is dropped, lines end in CR, LF or both, and an incomplete block at the end of the stream
 * is discarded. Chunks may split a character, so one decoder serves the whole stream.
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
      // The standard says to ignore unknown fields and an invalid `retry:`.
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
