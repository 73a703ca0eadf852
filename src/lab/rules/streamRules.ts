import { streamEndTypes, type Message, type MessageType } from '@/protocol/messages'
import type { ConnectionEntry, StreamScope } from '../entries'
import type { Findings } from './findings'

/** A stream without messages for this long may close: no run is active. */
const IDLE_CLOSE_MS = 5 * 60_000
/** Frame size at which the connection gives up, in bytes. The frame itself never becomes an entry. */
const TOO_LARGE_BYTES = 8 * 1024 * 1024

/** Whether listening is over: `left` by the listener, or `lost`. */
type Over = 'no' | 'left' | 'lost'

/** The rules about the beginning and the end of a stream. */
export interface StreamRules {
  readonly addConnection: (entry: ConnectionEntry) => void
  /** @returns whether a new stream begins with this message although the connection reported none */
  readonly addMessage: (message: Message, entry: number, at: number) => boolean
  readonly reconnects: () => number
  readonly hasEnded: () => boolean
  readonly over: () => Over
}

/** Whether a message may follow the end: `stream_end`, and `stage_completed` after a stage's own `done`. */
function mayFollow(type: MessageType, end: MessageType, isStageStream: boolean): boolean {
  return type === 'stream_end' || (isStageStream && type === 'stage_completed' && end === 'done')
}

/** Create the rules about streams. @param findings receives breaches as they occur */
export function createStreamRules(scope: StreamScope, findings: Findings): StreamRules {
  const isStageStream = scope.stage !== null
  const ends = streamEndTypes(isStageStream)
  let isOpen = false
  let isLost = false
  let over: Over = 'no'
  let reconnects = 0
  let hasConnected = false
  let endedBy: MessageType | null = null
  let lastMessageAt: number | null = null

  function open({ index }: ConnectionEntry) {
    if (isLost) {
      reconnects += 1
      findings.add({ rule: 'reconnected', entry: index, params: { times: reconnects } })
    }
    isOpen = true
    isLost = false
    over = 'no'
    hasConnected = false
    endedBy = null
  }
  /** The stream that was open is gone. */
  function lose({ state, index, receivedAt }: ConnectionEntry) {
    const fault = state.status === 'waiting' || state.status === 'closed' ? state.fault : null
    if (fault === 'frame_too_large')
      findings.add({
        rule: 'giant_frame',
        entry: index,
        severity: 'fault',
        params: { bytes: TOO_LARGE_BYTES },
      })
    // A stream without any known message may end in its own way.
    if ((fault !== 'ended' && fault !== 'network') || endedBy !== null || lastMessageAt === null) return
    const gapMs = receivedAt - lastMessageAt
    const severity = fault === 'ended' && gapMs >= IDLE_CLOSE_MS ? 'note' : 'fault'
    findings.add({ rule: 'end_missing', entry: index, severity, params: { gapMs } })
  }

  return {
    addConnection(entry) {
      const { state } = entry
      switch (state.status) {
        case 'open':
          return open(entry)
        case 'waiting':
          if (isOpen) lose(entry)
          isLost ||= isOpen
          isOpen = false
          return
        case 'closed':
          over = state.fault === null && !isLost ? 'left' : 'lost'
          if (isOpen) lose(entry)
          isOpen = false
          return
        case 'idle':
        case 'connecting':
          return
      }
    },
    addMessage(message, entry, at) {
      const { type } = message
      lastMessageAt = at
      const isNew = endedBy !== null && type === 'connected'
      if (isNew) {
        endedBy = null
        hasConnected = false
      }
      if (!hasConnected && type !== 'connected')
        findings.add({ rule: 'connected_not_first', entry, params: { type } })
      hasConnected = true
      if (endedBy !== null && !mayFollow(type, endedBy, isStageStream))
        findings.add({ rule: 'after_end', entry, params: { type } })
      if (ends.has(type)) endedBy ??= type
      return isNew
    },
    reconnects: () => reconnects,
    hasEnded: () => endedBy !== null,
    over: () => over,
  }
}
