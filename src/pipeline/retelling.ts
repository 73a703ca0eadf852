import { STAGES } from '@/protocol/stages'
import type { Envelope } from './envelope'
import type { ProjectState } from './state'

/**
 * The texts of the stages that run, each as the one message that tells all of it: folded into another state they are
 * there again, in their place in the order of the stream.
 */
export function retellTexts(state: ProjectState): readonly Envelope[] {
  return STAGES.flatMap((stage): Envelope[] => {
    const { status, text } = state.stages[stage]
    const { id, sentAt, receivedAt } = state.positions[stage]
    if (status !== 'running' || text === '' || receivedAt === null) return []
    const { projectId } = state
    const message = { type: 'token', projectId, sentAt, stage, content: '', fullText: text } as const
    return [{ kind: 'message', message, id, receivedAt }]
  })
}
