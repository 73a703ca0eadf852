import * as v from 'valibot'
import type { Message } from '@/protocol/messages'
import { projectSnapshotSchema } from '@/protocol/snapshot'
import { isStage } from '@/protocol/stages'
import type { SnapshotEntry } from '../entries'
import type { Findings, MessageContext } from './findings'
import { followProgress, followWork, forgetProgress, noProgress, type ProgressTrack } from './progressRules'
import type { Severity } from './rules'
import { compareFinalText, emptyText, followToken, unknownText, type TextTrack } from './textRules'

/** What is known about one stage. */
interface StageTrack extends TextTrack, ProgressTrack {
  status: 'unknown' | 'running' | 'ended'
  /** Whether its run was received from the start without a gap. */
  isWhole: boolean
  lastMessageAt: number
  /** Index of the entry where another stage started although this one had not ended. */
  overtakenAt: number | null
}

/** The rules about stages: their ends, progress and texts. */
export interface StageRules {
  readonly add: (message: Message, entry: number, at: number) => void
  readonly addSnapshot: (entry: SnapshotEntry) => void
  /** Messages may have been missed. */
  readonly gap: () => void
  /** Report the findings that depend on the current state. */
  readonly conclude: (findings: Findings, end: { isOver: boolean; severity: Severity }) => void
}

function newTrack(): StageTrack {
  return {
    ...unknownText(),
    ...noProgress(),
    status: 'unknown',
    isWhole: false,
    lastMessageAt: 0,
    overtakenAt: null,
  }
}

function change(track: StageTrack, fields: Partial<StageTrack>) {
  Object.assign(track, fields)
}

function end(track: StageTrack) {
  change(track, { status: 'ended', overtakenAt: null, mayRestart: true })
}

/** The status of a running stage in `stage_update` and snapshots; every other status means that it is not running. */
const RUNNING = 'processing'
/** Shown in a sentence for messages without a stage. */
const NO_STAGE = '–'

/** Follow one message of a running or ended stage. */
function followMessage(track: StageTrack, message: Message, context: MessageContext) {
  switch (message.type) {
    case 'stage_update':
      return followProgress(track, message, context)
    case 'progress':
      followWork(track, context)
      track.mayRestart = true
      return followProgress(track, message, context)
    case 'item_completed':
      followWork(track, context)
      track.mayRestart = true
      return
    case 'token':
      followWork(track, context)
      return followToken(track, message, context)
    case 'done':
      compareFinalText(track, message.fullText, context)
      return end(track)
    case 'error':
    case 'stage_completed':
      return end(track)
    case 'connected':
    case 'stream_end':
    case 'pipeline_done':
    case 'pipeline_error':
      return
  }
}

/**
 * Create the rules about stages.
 *
 * @param scopeStage the stage of the stream; messages without a stage belong to it
 * @param findings receives breaches as they occur
 */
export function createStageRules(scopeStage: string | null, findings: Findings): StageRules {
  /** By stage; messages without a stage are followed under `''`. */
  const tracks = new Map<string, StageTrack>()

  function trackOf(key: string): StageTrack {
    const track = tracks.get(key) ?? newTrack()
    tracks.set(key, track)
    return track
  }

  function begin(key: string, track: StageTrack, entry: number) {
    for (const [other, track] of tracks)
      if (other !== key && track.status === 'running' && track.isWhole) track.overtakenAt ??= entry
    if (track.status === 'running') {
      track.mayRestart = true // the stage was repeated, or its start was announced twice
      return
    }
    change(track, { ...emptyText(), status: 'running', isWhole: true, overtakenAt: null })
    forgetProgress(track)
  }

  function endRun(entry: number, severity: Severity) {
    for (const [stage, track] of tracks) {
      if (track.status === 'running' && track.isWhole && stage !== '')
        findings.add({ rule: 'done_missing', entry, severity, params: { stage } })
      end(track)
    }
  }

  function addToStage(key: string, message: Message, entry: number, at: number) {
    const track = trackOf(key)
    track.lastMessageAt = at
    if (message.type === 'stage_update') {
      if (message.status !== RUNNING) return end(track)
      begin(key, track, entry)
    }
    followMessage(track, message, { stage: key === '' ? NO_STAGE : key, entry, findings })
  }

  function reportOvertaken(target: Findings) {
    for (const [stage, { status, overtakenAt }] of tracks)
      if (status === 'running' && overtakenAt !== null)
        target.add({ rule: 'done_missing', entry: overtakenAt, params: { stage } })
  }

  return {
    add(message, entry, at) {
      if (message.type === 'pipeline_done') return endRun(entry, 'fault')
      if (message.type === 'pipeline_error') return endRun(entry, 'warning')
      const key = message.stage ?? scopeStage ?? ''
      if (key === '' && message.type === 'error') for (const track of tracks.values()) end(track)
      if (key === '' || isStage(key)) addToStage(key, message, entry, at)
    },
    addSnapshot({ body, requestedAt }) {
      const result = v.safeParse(projectSnapshotSchema, body)
      if (!result.success) return
      for (const { stage, status } of result.output.stages) {
        const track = tracks.get(stage)
        if (track && status !== RUNNING && track.lastMessageAt <= requestedAt) end(track)
      }
    },
    gap() {
      reportOvertaken(findings)
      for (const track of tracks.values()) {
        change(track, { ...unknownText(), isWhole: false, overtakenAt: null })
        forgetProgress(track)
      }
    },
    conclude(target, { isOver, severity }) {
      reportOvertaken(target)
      if (!isOver) return
      for (const [stage, track] of tracks)
        if (track.status === 'running' && track.overtakenAt === null && stage !== '')
          target.add({ rule: 'stage_unfinished', entry: null, severity, params: { stage } })
    },
  }
}
