import type { Message, MessageOf } from '@/protocol/messages'
import { isStage, STAGES, type Stage } from '@/protocol/stages'
import { applyStageMessage } from './applyStageMessage'
import type { MessageEnvelope } from './envelope'
import { advance, isDoubtful, orderOf, type MessagePosition } from './position'
import type { PositionKey, ProjectState, StageState } from './state'

/** What a message is about: a stage, the whole run, a stage that the product does not show, or nothing (null). */
type Target = PositionKey | { readonly foreign: string } | null

const STAGE_OF_ITEM = {
  image: 'image_generation',
  camera: 'camera_movement',
  video: 'video_generation',
} satisfies Record<MessageOf<'item_completed'>['itemType'], Stage>

/** The running stage; null if none runs, or if several run and a guess could be wrong. */
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

/**
 * Whether a message is repeated, or older than a known one; null if it is neither. If it names no stage, it is compared
 * with all of them.
 */
function latenessOf(
  state: ProjectState,
  message: Message,
  position: MessagePosition,
  target: PositionKey,
): 'repeated' | 'older' | null {
  const order = orderOf(position, state.positions[target])
  if (order === 'same') return 'repeated'
  if (order === 'older') return 'older'
  if (message.stage !== null) return null
  const isKnown = Object.values(state.positions).some((known) => {
    const against = orderOf(position, known)
    return against !== 'newer' && against !== 'unclear'
  })
  return isKnown ? 'repeated' : null
}

/** Ignore a message that seems to be older than what is known. If such messages go on, a snapshot is needed. */
function ignore(state: ProjectState, target: PositionKey, receivedAt: number): ProjectState {
  const known = state.positions[target]
  if (!isDoubtful(known, receivedAt)) return state
  const positions = { ...state.positions, [target]: { ...known, ignoredAt: receivedAt } }
  return { ...state, positions, snapshotWantedAt: receivedAt }
}

const CHANGES_STATUS: ReadonlySet<Message['type']> = new Set<Message['type']>([
  'stage_update',
  'done',
  'error',
  'stage_completed',
])

/**
 * What identifies a message that has no stage, id and time: all that it says. Such a message tells nothing new if it is
 * told twice, but by then its stage has ended, so that it would count for the run. Null for a message that has one of
 * them, or that changes no status.
 */
function namelessKey({ message, id }: MessageEnvelope): string | null {
  const isNameless = message.stage === null && id === null && message.sentAt === null
  return isNameless && CHANGES_STATUS.has(message.type) ? JSON.stringify(message) : null
}

/** No server has more stages than this. Further names are counted under `''`. */
const MAX_FOREIGN_STAGES = 50

function withForeign(state: ProjectState, stageName: string): ProjectState {
  const counts = state.rejected.foreignStages
  const isFull = Object.keys(counts).length >= MAX_FOREIGN_STAGES && !Object.hasOwn(counts, stageName)
  const name = isFull ? '' : stageName
  // Own properties only, because a stage may be called `__proto__`.
  const before = Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0
  const foreignStages = Object.fromEntries([...Object.entries(counts), [name, before + 1]])
  return { ...state, rejected: { ...state.rejected, foreignStages } }
}

/** The state with one stage replaced. If that stage starts to run, so does the project. */
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
          // `skipped` without a stage means that some stage was skipped; only its text says which.
          return state
      }
    case 'connected':
    case 'token':
    case 'progress':
    case 'item_completed':
    case 'stage_completed':
    case 'stream_end':
      return state
  }
}

/** Apply a message. A message that is not later than the known position of its stage changes nothing. */
export function applyMessage(state: ProjectState, envelope: MessageEnvelope): ProjectState {
  const { message, id, receivedAt, textBefore } = envelope
  const target = targetOf(state, message)
  if (target === null) return state
  if (typeof target === 'object') return withForeign(state, target.foreign)

  const position = { id, sentAt: message.sentAt, receivedAt }
  const lateness = latenessOf(state, message, position, target)
  if (lateness !== null) return lateness === 'older' ? ignore(state, target, receivedAt) : state
  const nameless = namelessKey(envelope)
  if (nameless !== null && nameless === state.lastNameless) return state
  const isLater = orderOf(position, state.positions[target]) === 'newer'
  const received: ProjectState = {
    ...state,
    positions: { ...state.positions, [target]: advance(state.positions[target], position) },
    lastNameless: nameless ?? state.lastNameless,
  }
  if (target === 'pipeline') return { ...applyRunMessage(received, message), snapshotWantedAt: receivedAt }

  const at = message.sentAt ?? receivedAt + (state.serverAheadMs ?? 0)
  const step = applyStageMessage(received.stages[target], { message, isLater, at, textBefore })
  // A contradiction leaves the positions as they are, so that it does not make the known state look newer.
  if (step.isContradiction) return { ...state, snapshotWantedAt: receivedAt }
  const next = withStage(received, step.stage)
  return step.wantsSnapshot ? { ...next, snapshotWantedAt: receivedAt } : next
}
