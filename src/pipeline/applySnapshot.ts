import type { ProjectSnapshot, ProjectStatus } from '@/protocol/snapshot'
import { STAGES, type Stage } from '@/protocol/stages'
import type { SnapshotEnvelope } from './envelope'
import { mergeStage, MESSAGE_LEAD_MS, type MergedStage } from './mergeStage'
import { settledPosition } from './runOrder'
import type { ProjectInfo, ProjectState, StageStates } from './state'

/** What a snapshot says of a stage that it does not list: a server may list it only once it has begun. */
function unlisted<S extends Stage>(stage: S) {
  const times = { startedAt: null, completedAt: null, interruptedAt: null }
  const untold = { maxRetries: null, error: null, text: null, data: null }
  return { stage, status: 'pending', retryCount: 0, ...times, ...untold }
}

/**
 * The project's status after a snapshot, unless messages know better: one about the run that came after the
 * snapshot was asked for, a stage that they say runs, or the end of the run, told just before it was stored.
 */
function mergeStatus(
  state: ProjectState,
  merged: readonly MergedStage[],
  envelope: SnapshotEnvelope,
): ProjectStatus {
  const { snapshot, requestedAt } = envelope
  const { receivedAt } = state.positions.pipeline
  const isAhead = merged.some((entry) => entry.isAhead && entry.stage.status === 'running')
  if (isAhead || (receivedAt !== null && receivedAt > requestedAt)) return state.status
  const hasEnded = state.status === 'completed' || state.status === 'failed'
  const recently = receivedAt !== null && requestedAt - receivedAt < MESSAGE_LEAD_MS
  const runs = merged.some(({ stage }) => stage.status === 'running')
  return snapshot.status === 'processing' && hasEnded && recently && !runs ? state.status : snapshot.status
}

function infoOf(snapshot: ProjectSnapshot): ProjectInfo {
  const { name, story, aspectRatio, createdAt, updatedAt, completedAt } = snapshot
  return { name, story, aspectRatio, createdAt, updatedAt, completedAt }
}

/**
 * Apply a snapshot: the truth, except where messages of the same run have already told more. What it contradicts
 * in that way asks for another snapshot.
 */
export function applySnapshot(state: ProjectState, envelope: SnapshotEnvelope): ProjectState {
  const { snapshot, requestedAt, receivedAt } = envelope
  const positions = { ...state.positions }
  const merged = STAGES.map((name): MergedStage => {
    const told = snapshot.stages.find((entry) => entry.stage === name) ?? unlisted(name)
    const position = positions[name]
    positions[name] = settledPosition(position, told, receivedAt)
    return mergeStage(state.stages[name], told, {
      position,
      projectStatus: snapshot.status,
      requestedAt,
      receivedAt,
    })
  })
  const status = mergeStatus(state, merged, envelope)
  const isAhead = status !== snapshot.status || merged.some((entry) => entry.isAhead)
  const isSettled = state.snapshotWantedAt !== null && requestedAt > state.snapshotWantedAt
  return {
    ...state,
    info: infoOf(snapshot),
    status,
    queuePosition: snapshot.queuePosition,
    // `merged` has one entry for each stage, under its own name.
    stages: Object.fromEntries(merged.map(({ stage }) => [stage.stage, stage])) as unknown as StageStates,
    positions,
    snapshotWantedAt: isAhead ? receivedAt : isSettled ? null : state.snapshotWantedAt,
  }
}
