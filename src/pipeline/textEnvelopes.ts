import { STAGES } from '@/protocol/stages'
import type { Envelope } from './envelope'
import type { ProjectState } from './state'

/**
 * The texts of the running stages, each as one message that holds all of it. Folding them into another state restores
 * the texts, with their positions in the stream.
 */
export function textEnvelopes(state: ProjectState): readonly Envelope[] {
  return STAGES.flatMap((stage): Envelope[] => {
    const { status, text } = state.stages[stage]
    const { id, sentAt, receivedAt } = state.positions[stage]
    if (status !== 'running' || text === '' || receivedAt === null) return []
    const { projectId } = state
    const message = { type: 'token', projectId, sentAt, stage, content: '', fullText: text } as const
    return [{ kind: 'message', message, id, receivedAt }]
  })
}
