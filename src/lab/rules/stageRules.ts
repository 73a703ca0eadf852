import * as v from 'valibot'
import type { Message, MessageType } from '@/protocol/messages'
import { projectSnapshotSchema } from '@/protocol/snapshot'
import { isStage } from '@/protocol/stages'
import type { SnapshotEntry } from '../entries'
import type { Findings } from './findings'
import type { Severity } from './report'
import { compareFinal, followToken, unknownText, type TextTrack } from './textRules'

/** What is known of one stage. */
interface StageTrack extends TextTrack {
  status: 'unknown' | 'running' | 'ended'
  /** Whether its run was heard in this stream without a gap. */
  isWhole: boolean
  lastHeardAt: number
  /** Where another stage began although this one has not ended. */
  overtakenAt: number | null
  /** The newest progress of each message type: the two need not count the same. */
  readonly progress: Map<MessageType, number>
  /** Where progress said 100. */
  fullAt: number | null
  /** Whether that was too early, and was said: once in a run. */
  wasEarly: boolean
}

/** The rules about stages: their ends, progress and texts. */
export interface StageRules {
  readonly add: (message: Message, entry: number, at: number) => void
  readonly addSnapshot: (entry: SnapshotEntry) => void
  /** Something may have been missed. */
  readonly gap: () => void
  /** Note what can only be said of how things stand now. */
  readonly conclude: (findings: Findings, over: { isOver: boolean; severity: Severity }) => void
}

function newTrack(): StageTrack {
  return {
    ...unknownText(),
    status: 'unknown',
    isWhole: false,
    lastHeardAt: 0,
    overtakenAt: null,
    progress: new Map(),
    fullAt: null,
    wasEarly: false,
  }
}

function change(track: StageTrack, fields: Partial<StageTrack>) {
  Object.assign(track, fields)
}

function forgetProgress(track: StageTrack) {
  track.progress.clear()
  change(track, { fullAt: null, wasEarly: false })
}

/** Words of `stage_update` that say that a stage is at work; others say that it is not. */
const WORKING = 'processing'
/** How a sentence names the stage of messages that name none. */
const NAMELESS = '–'
/** What shows that a stage still works, though its progress was 100. */
const WORK_TYPES: ReadonlySet<MessageType> = new Set(['token', 'item_completed', 'progress'])

/**
 * @param scopeStage the stage whose stream it is: a message that names none means this one
 * @param findings where breaches are noted as they are seen
 */
export function createStageRules(scopeStage: string | null, findings: Findings): StageRules {
  const tracks = new Map<string, StageTrack>()

  /** Text without a stage is followed as well, under `''`. */
  function trackOf(key: string): StageTrack {
    const track = tracks.get(key) ?? newTrack()
    tracks.set(key, track)
    return track
  }

  function begin(key: string, track: StageTrack, entry: number) {
    for (const [other, track] of tracks)
      if (other !== key && track.status === 'running' && track.isWhole) track.overtakenAt ??= entry
    if (track.status === 'running') {
      track.mayRestart = true // a repetition, or the second of two that say the same
      return
    }
    change(track, { status: 'running', isWhole: true, overtakenAt: null })
    change(track, { text: '', mayRestart: false, hasRestarted: false })
    forgetProgress(track)
  }
  function end(track: StageTrack) {
    change(track, { status: 'ended', overtakenAt: null, mayRestart: true })
  }

  function followProgress(
    track: StageTrack,
    message: Extract<Message, { type: 'progress' | 'stage_update' }>,
    stage: string,
    entry: number,
  ) {
    const { type, progress } = message
    if (progress === null) return
    const last = track.progress.get(type) ?? 0
    // A stage that begins again begins at nothing.
    const isRestart = type === 'stage_update' && progress === 0
    if (isRestart) forgetProgress(track)
    else if (progress < last)
      findings.note({ rule: 'progress_back', entry, params: { stage, from: last, to: progress } })
    track.progress.set(type, progress)
    if (progress >= 100) track.fullAt ??= entry
  }

  /** Work that goes on after progress said 100. */
  function followWork(track: StageTrack, stage: string) {
    if (track.fullAt === null || track.wasEarly) return
    findings.note({ rule: 'progress_early', entry: track.fullAt, params: { stage } })
    track.wasEarly = true
  }

  function endRun(entry: number, severity: Severity) {
    for (const [stage, track] of tracks) {
      if (track.status === 'running' && track.isWhole && stage !== '')
        findings.note({ rule: 'done_missing', entry, severity, params: { stage } })
      end(track)
    }
  }

  function addToStage(key: string, message: Message, entry: number, at: number) {
    const track = trackOf(key)
    const stage = key === '' ? NAMELESS : key
    track.lastHeardAt = at
    if (WORK_TYPES.has(message.type)) followWork(track, stage)
    switch (message.type) {
      case 'stage_update':
        if (message.status !== WORKING) return end(track)
        begin(key, track, entry)
        return followProgress(track, message, stage, entry)
      case 'progress':
        track.mayRestart = true
        return followProgress(track, message, stage, entry)
      case 'item_completed':
        track.mayRestart = true
        return
      case 'token':
        return followToken(track, message, { stage, entry, findings })
      case 'done':
        compareFinal(track, message.fullText, { stage, entry, findings })
        return end(track)
      case 'error':
      case 'stage_completed':
        return end(track)
      default:
        return
    }
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
        if (track && status !== WORKING && track.lastHeardAt <= requestedAt) end(track)
      }
    },
    gap() {
      concludeOvertaken(findings)
      for (const track of tracks.values()) {
        change(track, { ...unknownText(), isWhole: false, overtakenAt: null })
        forgetProgress(track)
      }
    },
    conclude(target, { isOver, severity }) {
      concludeOvertaken(target)
      if (!isOver) return
      for (const [stage, track] of tracks)
        if (track.status === 'running' && track.overtakenAt === null && stage !== '')
          target.note({ rule: 'stage_unfinished', entry: null, severity, params: { stage } })
    },
  }

  function concludeOvertaken(target: Findings) {
    for (const [stage, { status, overtakenAt }] of tracks)
      if (status === 'running' && overtakenAt !== null)
        target.note({ rule: 'done_missing', entry: overtakenAt, params: { stage } })
  }
}
