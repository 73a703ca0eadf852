import { RUN_END_TYPES, STAGE_END_TYPES, type Message, type MessageType } from '@/protocol/messages'
import type { ConnectionEntry, StreamScope } from '../entries'
import type { Findings } from './findings'

/** A stream that said nothing for this long may close: nothing is going on. */
const IDLE_CLOSE_MS = 5 * 60_000
/** What a connection gives up on, in bytes: the frame itself never comes. */
const TOO_LARGE_BYTES = 8 * 1024 * 1024

/** The rules about the beginning and the end of a stream. */
export interface StreamRules {
  readonly addConnection: (entry: ConnectionEntry) => void
  /** @returns whether another stream began with this message, without a word of the connection */
  readonly addMessage: (message: Message, entry: number, at: number) => boolean
  readonly reconnects: () => number
  readonly hasEnded: () => boolean
  /** `left`: closed by the person who listened. */
  readonly over: () => 'no' | 'left' | 'lost'
}

/** A stage that is done says so twice, and a stream that ends may say goodbye. */
function mayFollow(type: MessageType, end: MessageType, isStageStream: boolean): boolean {
  return type === 'stream_end' || (isStageStream && type === 'stage_completed' && end === 'done')
}

/** @param findings where breaches are noted as they are seen */
export function createStreamRules(scope: StreamScope, findings: Findings): StreamRules {
  const isStageStream = scope.stage !== null
  const ends = isStageStream ? STAGE_END_TYPES : RUN_END_TYPES
  let isOpen = false
  let isLost = false
  let over: 'no' | 'left' | 'lost' = 'no'
  let reconnects = 0
  let hasGreeted = false
  let endedBy: MessageType | null = null
  let lastMessageAt: number | null = null

  function open({ index }: ConnectionEntry) {
    if (isLost) {
      reconnects += 1
      findings.note({ rule: 'reconnected', entry: index, params: { times: reconnects } })
    }
    isOpen = true
    isLost = false
    over = 'no'
    hasGreeted = false
    endedBy = null
  }
  /** A stream that was open is no more. */
  function lose({ state, index, receivedAt }: ConnectionEntry) {
    const fault = state.status === 'waiting' || state.status === 'closed' ? state.fault : null
    if (fault === 'frame_too_large')
      findings.note({
        rule: 'giant_frame',
        entry: index,
        severity: 'fault',
        params: { bytes: TOO_LARGE_BYTES },
      })
    // Of a stream that told nothing this page knows, it is not known how it ends.
    if ((fault !== 'ended' && fault !== 'network') || endedBy !== null || lastMessageAt === null) return
    const gapMs = receivedAt - lastMessageAt
    const severity = fault === 'ended' && gapMs >= IDLE_CLOSE_MS ? 'note' : 'fault'
    findings.note({ rule: 'end_missing', entry: index, severity, params: { gapMs } })
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
        hasGreeted = false
      }
      if (!hasGreeted && type !== 'connected')
        findings.note({ rule: 'connected_not_first', entry, params: { type } })
      hasGreeted = true
      if (endedBy !== null && !mayFollow(type, endedBy, isStageStream))
        findings.note({ rule: 'after_end', entry, params: { type } })
      if (ends.has(type)) endedBy ??= type
      return isNew
    },
    reconnects: () => reconnects,
    hasEnded: () => endedBy !== null,
    over: () => over,
  }
}
