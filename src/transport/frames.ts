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
  readonly onFrame: (frame: Frame) => void
  /** The text after the colon, such as `heartbeat`. */
  readonly onComment: (comment: string) => void
  /** The reconnection time that the server asks for, in milliseconds. */
  readonly onRetry: (reconnectionTimeMs: number) => void
  /** A block grew beyond `maxFrameLength`; nothing more is read. */
  readonly onTooLarge: () => void
  /** In UTF-16 units. */
  readonly maxFrameLength?: number
}

/** Reads the chunks of one stream. */
export interface FrameReader {
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

/**
 * Turn the bytes of one stream into frames, as the HTML standard says (9.2.6, "Interpreting an event stream"): a
 * leading byte order mark is dropped, lines end in CR, LF or both, a block that the end of the stream cuts is not
 * dispatched. A character may be cut anywhere: one decoder serves the whole stream.
 */
export function createFrameReader(options: FrameReaderOptions): FrameReader {
  const decoder = new TextDecoder()
  const withLineEnds = createLineEnds()
  let isStopped = false
  const parser = createParser({
    maxBufferSize: options.maxFrameLength ?? MAX_FRAME_LENGTH,
    onEvent: ({ data, event, id }) => options.onFrame({ data, event: event ?? null, id: id ?? null }),
    onComment: options.onComment,
    onRetry: options.onRetry,
    onError: ({ type }) => {
      // Unknown fields and a senseless `retry:` are ignored, as the standard asks.
      if (type !== 'max-buffer-size-exceeded') return
      isStopped = true
      options.onTooLarge()
    },
  })
  return {
    feed(chunk) {
      if (!isStopped) parser.feed(withLineEnds(decoder.decode(chunk, { stream: true })))
    },
  }
}
