import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import type { StreamSink } from '../faults/faultyStream'

/** A response that is held open as a stream. */
export interface HeldStream {
  readonly send: (bytes: Uint8Array) => void
  /** End the stream in good order. Does nothing after that, or after the reader has left. */
  readonly end: () => void
  readonly isClosed: () => boolean
}

/** How a stream is held. */
export interface HeldStreamOptions {
  readonly heartbeatMs: number
  /** Puts the requested faults in between; null for none. */
  readonly withFaults: ((plain: StreamSink) => StreamSink) | null
  /** The stream has ended, or its reader has left. Called once. */
  readonly onClosed: () => void
}

/** A reader that is this far behind is disconnected; it will reconnect and fetch a snapshot. */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024

const HEARTBEAT = Buffer.from(': heartbeat\n\n')

/** The headers of a stream. */
export const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  'X-Content-Type-Options': 'nosniff',
}

function responseSink(response: ServerResponse): StreamSink {
  return {
    send(bytes) {
      if (response.writableEnded || response.destroyed) return
      response.write(bytes)
      if (response.writableLength > MAX_QUEUED_BYTES) response.destroy()
    },
    end: () => response.end(),
    cut: () => response.destroy(),
  }
}

/**
 * Answer a request with a stream, with a heartbeat comment from time to time.
 *
 * @param response the stream writes to it directly, because only it shows how much is queued for a slow reader
 */
export function holdStream(response: ServerResponse, options: HeldStreamOptions): HeldStream {
  const plain = responseSink(response)
  const ends = options.withFaults?.(plain) ?? plain
  let isClosed = false
  const heartbeat = setInterval(() => ends.send(HEARTBEAT), options.heartbeatMs)

  function release(): void {
    if (isClosed) return
    isClosed = true
    clearInterval(heartbeat)
    options.onClosed()
  }
  response.on('close', () => {
    release()
    ends.cut()
  })
  response.writeHead(200, STREAM_HEADERS)
  response.flushHeaders()
  return {
    send: (bytes) => ends.send(bytes),
    end() {
      if (isClosed) return
      release()
      ends.end()
    },
    isClosed: () => isClosed,
  }
}
