import { STAGES, type Stage } from '@/protocol/stages'
import type { MessageOf } from '@/protocol/messages'
import type { MessageEnvelope } from './envelope'
import type { ProjectState } from './state'

/** A token that holds a whole text. */
export interface TextEnvelope extends MessageEnvelope {
  readonly message: MessageOf<'token'> & {
    readonly stage: Stage
    readonly content: ''
    readonly fullText: string
  }
}

/**
 * The texts of the running stages, each as one message that holds all of it. Folding them into another state restores
 * the texts, with their positions in the stream.
 */
export function textEnvelopes(state: ProjectState): readonly TextEnvelope[] {
  return STAGES.flatMap((stage): TextEnvelope[] => {
    const { status, text } = state.stages[stage]
    const { id, sentAt, receivedAt } = state.positions[stage]
    if (status !== 'running' || text === '' || receivedAt === null) return []
    const { projectId } = state
    const message = { type: 'token', projectId, sentAt, stage, content: '', fullText: text } as const
    return [{ kind: 'message', message, id, receivedAt }]
  })
}
