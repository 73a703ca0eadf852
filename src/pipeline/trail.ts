import { STAGES, type Stage } from '@/protocol/stages'
import type { Envelope } from './envelope'
import { MAKES_ITEMS } from './items'
import type { ProjectState, StageState } from './state'

/*
 * What a page has seen a run do, moment by moment. Snapshots say when a stage started and ended; only somebody who watches
 * knows how long it waited for the first word, when the run was paused, and what an earlier attempt took.
 */

/**
 * What a run does at a moment. `waiting`: for the first word or the first item, or for the next stage. `working`: a stage
 * runs, and whether it waits or produces is not known. `idle`: nothing is to be done. `unknown`: nobody has seen it.
 */
export type RunPhase = WorkPhase | 'idle'

/** A phase in which something is to be done. */
export type WorkPhase = 'queued' | 'waiting' | 'writing' | 'items' | 'working' | 'paused' | 'unknown'

/** Whether a stage works in a phase, or is about to. */
export const IS_WORK = {
  idle: false,
  queued: false,
  paused: false,
  unknown: false,
  waiting: true,
  writing: true,
  items: true,
  working: true,
} as const satisfies Record<RunPhase, boolean>

/** From when on a run has been seen in a phase. */
export interface TrailStep {
  /** Milliseconds by this machine's clock: how far the server's is ahead is learned later. */
  readonly at: number
  readonly phase: RunPhase
  /** The stage at work; null while none is. */
  readonly stage: Stage | null
}

/** Steps beyond this many are forgotten, the oldest first. A run has some twenty. */
const MAX_STEPS = 200
/** A message that is older than this at its arrival was sent by a machine whose clock is behind. */
const MAX_AGE_MS = 30_000
/** Nothing is missing between two signs of life that are closer than this. */
const MIN_GAP_MS = 1_000

/** What a running stage does. `saw`: whether this page has seen the stage start. */
function phaseOfStage(stage: StageState, saw: boolean): RunPhase {
  if (stage.status !== 'running') return 'unknown'
  const { total, done } = stage.progress
  if (MAKES_ITEMS[stage.stage] && (total !== null || (done ?? 0) > 0)) return 'items'
  if (stage.text !== '') return 'writing'
  return saw ? 'waiting' : 'working'
}

/** What the run does in `state`, and which stage is at work. */
function present(state: ProjectState, last: TrailStep | undefined, isMessage: boolean) {
  const running = STAGES.findLast((name) => state.stages[name].status === 'running')
  if (running !== undefined) {
    const goesOn = last?.stage === running
    const saw = goesOn ? last.phase === 'waiting' : isMessage
    return { phase: phaseOfStage(state.stages[running], saw), stage: running }
  }
  const phase = {
    draft: 'idle',
    completed: 'idle',
    failed: 'idle',
    queued: 'queued',
    processing: 'waiting',
    paused: 'paused',
    unknown: 'unknown',
  } as const satisfies Record<ProjectState['status'], RunPhase>
  return { phase: phase[state.status], stage: null }
}

/** The trail with a gap since the last sign of life. */
function withGap(trail: readonly TrailStep[], since: number | null, now: number): readonly TrailStep[] {
  const last = trail.at(-1)
  const isGap = since !== null && now - since >= MIN_GAP_MS && last !== undefined && last.phase !== 'idle'
  return isGap ? append(trail, { at: since, phase: 'unknown', stage: null }) : trail
}

/** When what an envelope reports happened, by this machine's clock. */
function happenedAt(envelope: Envelope, serverAheadMs: number | null): number {
  const { receivedAt } = envelope
  const sentAt = envelope.kind === 'message' ? envelope.message.sentAt : null
  if (sentAt === null || serverAheadMs === null) return receivedAt
  const at = sentAt - serverAheadMs
  return at > receivedAt - MAX_AGE_MS ? at : receivedAt
}

function append(trail: readonly TrailStep[], step: TrailStep): readonly TrailStep[] {
  const last = trail.at(-1)
  if (last?.phase === step.phase && last.stage === step.stage) return trail
  const at = Math.max(step.at, last?.at ?? step.at)
  return [...trail.slice(1 - MAX_STEPS), { ...step, at }]
}

/**
 * The trail after one more envelope. A stream that opens again, and a change that only a snapshot shows, leave a gap since
 * the last sign of life: what happened meanwhile is known only as far as the server's times tell.
 *
 * @param before the state before the envelope
 * @param after the state that follows from it
 */
export function followTrail(
  before: ProjectState,
  after: ProjectState,
  envelope: Envelope,
): readonly TrailStep[] {
  const { trail, lastReceivedAt } = before
  const last = trail.at(-1)
  if (envelope.kind === 'opened') return withGap(trail, lastReceivedAt, envelope.receivedAt)
  if (envelope.kind !== 'message' && envelope.kind !== 'snapshot') return trail
  if (after.stages === before.stages && after.status === before.status && last?.phase !== 'unknown')
    return trail
  // A stage at work would have said so: if only a snapshot shows the change, messages were lost since the last news.
  const since = last !== undefined && IS_WORK[last.phase] ? before.lastNewsAt : lastReceivedAt
  const known = envelope.kind === 'snapshot' ? withGap(trail, since, envelope.receivedAt) : trail
  return append(known, {
    at: happenedAt(envelope, after.serverAheadMs),
    ...present(after, last, envelope.kind === 'message'),
  })
}
