import type { Message } from '@/protocol/messages'
import { isStage, STAGES, type Stage } from '@/protocol/stages'
import { applyStageMessage } from './applyStageMessage'
import type { MessageEnvelope } from './envelope'
import { advance, orderOf, type Heard } from './position'
import type { PositionKey, ProjectState, StageState } from './state'

/** Whom a message concerns: a stage, the run as a whole, a stage the product does not show, or nobody. */
type Target = PositionKey | { readonly foreign: string } | null

const STAGE_OF_ITEM = {
  image: 'image_generation',
  camera: 'camera_movement',
  video: 'video_generation',
} as const

/** The one stage that runs; null where none does, or where several do and a guess could be wrong. */
function onlyRunning(state: ProjectState): Stage | null {
  const running = STAGES.filter((stage) => state.stages[stage].status === 'running')
  return running.length === 1 ? (running[0] ?? null) : null
}

function targetOf(state: ProjectState, message: Message): Target {
  switch (message.type) {
    case 'connected':
    case 'stream_end':
      return null
    case 'pipeline_done':
    case 'pipeline_error':
      return 'pipeline'
    default:
  }
  if (isStage(message.stage) || message.stage === 'pipeline') return message.stage
  if (message.stage !== null) return { foreign: message.stage }
  if (message.type === 'item_completed') return STAGE_OF_ITEM[message.itemType]
  return onlyRunning(state) ?? 'pipeline'
}

/** Whether a message is a repetition or was overtaken. One that names no stage is measured against them all. */
function isLate(state: ProjectState, message: Message, position: Heard, target: PositionKey): boolean {
  const order = orderOf(position, state.positions[target])
  if (order === 'older' || order === 'same') return true
  if (message.stage !== null) return false
  return Object.values(state.positions).some((known) => {
    const against = orderOf(position, known)
    return against !== 'newer' && against !== 'unclear'
  })
}

/** More names than this no server has; what goes on inventing them is counted under `''`. */
const MAX_FOREIGN_STAGES = 50

function withForeign(state: ProjectState, told: string): ProjectState {
  const counts = state.rejected.foreignStages
  const isFull = Object.keys(counts).length >= MAX_FOREIGN_STAGES && !Object.hasOwn(counts, told)
  const name = isFull ? '' : told
  // A stage may be called `__proto__`: an own property keeps it a name like any other.
  const before = Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0
  const foreignStages = Object.fromEntries([...Object.entries(counts), [name, before + 1]])
  return { ...state, rejected: { ...state.rejected, foreignStages } }
}

/** The state with one stage replaced; a stage that starts to run means that the project runs. */
function withStage(state: ProjectState, next: StageState): ProjectState {
  const starts = next.status === 'running' && state.stages[next.stage].status !== 'running'
  return {
    ...state,
    status: starts ? 'processing' : state.status,
    stages: { ...state.stages, [next.stage]: next },
  }
}

function applyRunMessage(state: ProjectState, message: Message): ProjectState {
  switch (message.type) {
    case 'pipeline_done':
    case 'done':
      return { ...state, status: 'completed' }
    case 'pipeline_error':
    case 'error':
      return { ...state, status: 'failed' }
    case 'stage_update':
      switch (message.status) {
        case 'processing':
        case 'queued':
        case 'paused':
        case 'completed':
        case 'failed':
          return { ...state, status: message.status }
        default:
          // `skipped` here means that some stage was, named only in words.
          return state
      }
    default:
      return state
  }
}

/** Apply a message. One that is not later than what is known of its stage changes nothing. */
export function applyMessage(state: ProjectState, envelope: MessageEnvelope): ProjectState {
  const { message, id, receivedAt, textBefore } = envelope
  const target = targetOf(state, message)
  if (target === null) return state
  if (typeof target === 'object') return withForeign(state, target.foreign)

  const position = { id, sentAt: message.sentAt, receivedAt }
  if (isLate(state, message, position, target)) return state
  const isLater = orderOf(position, state.positions[target]) === 'newer'
  const heard: ProjectState = {
    ...state,
    positions: { ...state.positions, [target]: advance(state.positions[target], position) },
  }
  if (target === 'pipeline') return { ...applyRunMessage(heard, message), snapshotWantedAt: receivedAt }

  const at = message.sentAt ?? receivedAt
  const step = applyStageMessage(heard.stages[target], { message, isLater, at, textBefore })
  // What is not believed leaves no trace: it does not make the belief that it contradicts any newer.
  if (step.isContradiction) return { ...state, snapshotWantedAt: receivedAt }
  const next = withStage(heard, step.stage)
  return step.wantsSnapshot ? { ...next, snapshotWantedAt: receivedAt } : next
}
