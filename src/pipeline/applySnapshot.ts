import type { ProjectStatus } from '@/protocol/projectRows'
import type { ProjectSnapshot } from '@/protocol/snapshot'
import { STAGES, type Stage } from '@/protocol/stages'
import type { SnapshotEnvelope } from './envelope'
import { mergeStage, MESSAGE_LEAD_MS, type MergedStage } from './mergeStage'
import { withoutFalseTimes } from './position'
import { settledPosition } from './runOrder'
import type { ProjectInfo, ProjectState, StageStates } from './state'

/** A stage that the snapshot does not list: a server may list a stage only once it has started. */
function unlisted<S extends Stage>(stage: S) {
  const times = { startedAt: null, completedAt: null, interruptedAt: null }
  const nothing = { maxRetries: null, error: null, text: null, data: null }
  return { stage, status: 'pending', retryCount: 0, ...times, ...nothing }
}

/**
 * The project's status after a snapshot. Messages take precedence in three cases: one about the run arrived after the
 * request, one shows a running stage, or one reported the end of the run just before the server stored it.
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
  const { name, story, aspectRatio, filmLength, templates, createdAt, updatedAt, completedAt, offers } =
    snapshot
  return { name, story, aspectRatio, filmLength, templates, createdAt, updatedAt, completedAt, offers }
}

/**
 * Apply a snapshot. It replaces the known state, except where messages of the same run are newer. In that case the page
 * needs another snapshot.
 */
export function applySnapshot(state: ProjectState, envelope: SnapshotEnvelope): ProjectState {
  const { snapshot, requestedAt, receivedAt } = envelope
  const positions = { ...state.positions }
  const merged = STAGES.map((name): MergedStage => {
    const stored = snapshot.stages.find((entry) => entry.stage === name) ?? unlisted(name)
    const position = positions[name]
    positions[name] = settledPosition(position, stored, receivedAt)
    const entry = mergeStage(state.stages[name], stored, {
      position,
      project: snapshot,
      requestedAt,
      receivedAt,
      serverAheadMs: state.serverAheadMs ?? 0,
    })
    const isNews = entry.stage.status === 'running' && state.stages[name].status !== 'running'
    if (isNews) positions[name] = withoutFalseTimes(positions[name], receivedAt)
    return entry
  })
  const status = mergeStatus(state, merged, envelope)
  if (status === 'processing' && state.status !== 'processing')
    positions.pipeline = withoutFalseTimes(positions.pipeline, receivedAt)
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
