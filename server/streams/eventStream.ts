import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import { streamEndTypes, type WireMessage } from '../../src/protocol/messages'
import type { Stage } from '../../src/protocol/stages'
import type { Faults } from '../faults/faults'
import type { StreamSink } from '../faults/faultyStream'
import { say } from '../texts'
import type { Language } from '../words/language'
import { formatFrame, type Frame, type Hub } from './hub'

/** A request for a stream. */
export interface EventStreamRequest {
  projectId: string
  /** One stage, or null for all of them. */
  stage: Stage | null
  /** The request's `Last-Event-ID`, or null. */
  lastEventId: string | null
  language: Language
}

const HEARTBEAT_INTERVAL_MS = 15_000
/** A stream is closed after this long without a message, as the contract says: 10 min for one stage, 30 min for all. */
const STAGE_SILENCE_MS = 10 * 60_000
const PROJECT_SILENCE_MS = 30 * 60_000
/** A reader that is this far behind is disconnected; it will reconnect and fetch the snapshot. */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024

const HEARTBEAT = Buffer.from(': heartbeat\n\n')

/** The headers of a stream. */
export const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  'X-Content-Type-Options': 'nosniff',
}

/**
 * Answer a request with a project's stream: `connected`, then the messages missed since `lastEventId` where that is
 * still known, then messages as they are published, with a heartbeat comment every 15 s.
 *
 * The stream ends in good order after a message that ends it (`streamEndTypes`), when the project is removed, when the
 * studio closes, or after the permitted silence.
 *
 * @param response the stream writes to it directly, because only it shows how much is queued for a slow reader
 */
export function openEventStream(
  hub: Hub,
  request: EventStreamRequest,
  response: ServerResponse,
  faults: Faults | null,
): void {
  const plain = responseSink(response)
  const ends = faults?.openStream(request.projectId, plain) ?? plain
  let closed = false
  let unsubscribe: (() => void) | null = null
  const release = (): void => {
    closed = true
    clearInterval(heartbeat)
    clearTimeout(silence)
    unsubscribe?.()
  }
  const end = (): void => {
    if (closed) return
    release()
    ends.end()
  }
  const heartbeat = setInterval(() => ends.send(HEARTBEAT), HEARTBEAT_INTERVAL_MS)
  const silence = setTimeout(end, request.stage === null ? PROJECT_SILENCE_MS : STAGE_SILENCE_MS)

  response.on('close', () => {
    release()
    ends.cut()
  })
  response.writeHead(200, STREAM_HEADERS)
  response.flushHeaders()
  ends.send(formatFrame(connectedMessage(request)))
  unsubscribe = hub.subscribe(request.projectId, request.lastEventId, {
    onFrame(frame) {
      if (closed || !isWanted(frame, request.stage)) return
      silence.refresh()
      ends.send(frame.bytes)
      if (isLast(frame, request.stage)) end()
    },
    onClosed: end,
  })
  // The replayed messages may have included the end.
  if (closed) unsubscribe()
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

function connectedMessage(request: EventStreamRequest): WireMessage {
  return {
    type: 'connected',
    project_id: request.projectId,
    ...(request.stage !== null && { stage: request.stage }),
    message: say(request.language, 'connected'),
    timestamp: Date.now() / 1000,
  }
}

function isWanted(frame: Frame, stage: Stage | null): boolean {
  return stage === null || frame.stage === stage
}

function isLast(frame: Frame, stage: Stage | null): boolean {
  return streamEndTypes(stage !== null).has(frame.type)
}
