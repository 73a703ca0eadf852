import { isStage } from '@/protocol/stages'
import { createBurstDetector } from './bursts'
import type { FrameEntry, LabEntry, StreamScope } from '../entries'
import { createFindings } from './findings'
import { createFrameRules } from './frameRules'
import type { Report, Totals } from './report'
import { createRhythmRules } from './rhythmRules'
import { createStageRules } from './stageRules'
import { createStreamRules } from './streamRules'

/** Judges a stream while it comes. */
export interface Judge {
  /** Take the next entry into account. Entries come in their order, each once. */
  readonly add: (entry: LabEntry) => void
  /**
   * What is known so far.
   *
   * @param isOver nothing more will come. Known by itself where the connection was closed
   */
  readonly report: (isOver?: boolean) => Report
}

/** The stage names that are no stages: the run as a whole. */
const RUN = 'pipeline'

/** A judge who has heard nothing yet. What it keeps does not grow with the stream, but for the stages' texts. */
export function createJudge(scope: StreamScope): Judge {
  const findings = createFindings()
  const bursts = createBurstDetector()
  const frames = createFrameRules(findings)
  const rhythm = createRhythmRules(findings)
  const stages = createStageRules(scope.stage, findings)
  const stream = createStreamRules(scope, findings)
  const counts = { messages: 0, unknown: 0, malformed: 0, comments: 0, bytes: 0 }

  function newStream() {
    frames.newStream()
    stages.gap()
  }

  function addFrame(entry: FrameEntry) {
    const { parsed, index, receivedAt } = entry
    const isRepetition = frames.add(entry)
    switch (parsed.kind) {
      case 'malformed':
        counts.malformed += 1
        findings.note({
          rule: 'malformed',
          entry: index,
          params: { path: parsed.path === '' ? '$' : parsed.path, reason: parsed.reason },
        })
        return
      case 'unknown':
        counts.unknown += 1
        findings.note({ rule: 'unknown_type', entry: index, params: { types: parsed.type } })
        return
      case 'message': {
        counts.messages += 1
        const { message } = parsed
        const { stage } = message
        if (stage !== null && stage !== RUN && !isStage(stage))
          findings.note({ rule: 'foreign_stage', entry: index, params: { stages: stage } })
        if (isRepetition) return
        if (stream.addMessage(message, index, receivedAt)) newStream()
        stages.add(message, index, receivedAt)
      }
    }
  }

  function totals(): Totals {
    return { ...counts, reconnects: stream.reconnects() }
  }

  return {
    add(entry) {
      bursts.add(entry)
      rhythm.add(entry)
      switch (entry.kind) {
        case 'frame':
          counts.bytes += entry.bytes.length
          return addFrame(entry)
        case 'comment':
          counts.comments += 1
          counts.bytes += entry.bytes.length
          frames.add(entry)
          return
        case 'connection':
          if (entry.state.status === 'open') newStream()
          return stream.addConnection(entry)
        case 'snapshot':
          return stages.addSnapshot(entry)
      }
    },
    report(isOver) {
      const now = createFindings(findings.all())
      const over = stream.over()
      stages.conclude(now, {
        isOver: isOver ?? over !== 'no',
        severity: over === 'left' ? 'note' : 'warning',
      })
      frames.conclude(now)
      rhythm.conclude(now)
      for (const { entry, frames, gapMs } of bursts.all())
        now.note({ rule: 'burst', entry, params: { frames, gapMs: Math.round(gapMs) } })
      return {
        totals: totals(),
        findings: now.all(),
        heartbeatMs: rhythm.heartbeatMs(),
        hasEnded: stream.hasEnded(),
      }
    },
  }
}
