import type { ServerResponse } from 'node:http'
import { streamEndTypes, type WireMessage } from '../../src/protocol/messages'
import type { Stage } from '../../src/protocol/stages'
import type { Faults } from '../faults/faults'
import { say } from '../texts'
import type { Language } from '../words/language'
import { holdStream } from './heldStream'
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

const HEARTBEAT_MS = 15_000
/** A stream is closed after this long without a message, as the contract says: 10 min for one stage, 30 min for all. */
const STAGE_SILENCE_MS = 10 * 60_000
const PROJECT_SILENCE_MS = 30 * 60_000

/**
 * Answer a request with a project's stream: `connected`, then the messages missed since `lastEventId` where that is
 * still known, then messages as they are published, with a heartbeat comment every 15 s.
 *
 * The stream ends in good order after a message that ends it (`streamEndTypes`), when the project is removed, when the
 * studio closes, or after the permitted silence.
 */
export function openEventStream(
  hub: Hub,
  request: EventStreamRequest,
  response: ServerResponse,
  faults: Faults | null,
): void {
  let unsubscribe: (() => void) | null = null
  const stream = holdStream(response, {
    heartbeatMs: HEARTBEAT_MS,
    withFaults: faults && ((plain) => faults.openStream(request.projectId, plain)),
    onClosed() {
      clearTimeout(silence)
      unsubscribe?.()
    },
  })
  const silence = setTimeout(stream.end, request.stage === null ? PROJECT_SILENCE_MS : STAGE_SILENCE_MS)
  stream.send(formatFrame(connectedMessage(request)))
  unsubscribe = hub.subscribe(request.projectId, request.lastEventId, {
    onFrame(frame) {
      if (stream.isClosed() || !isWanted(frame, request.stage)) return
      silence.refresh()
      stream.send(frame.bytes)
      if (isLast(frame, request.stage)) stream.end()
    },
    onClosed: stream.end,
  })
  // The replayed messages may have included the end.
  if (stream.isClosed()) unsubscribe()
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
