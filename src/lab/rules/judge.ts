import { isStage } from '@/protocol/stages'
import { createBurstDetector } from './bursts'
import type { FrameEntry, LabEntry, StreamScope } from '../entries'
import { createFindings } from './findings'
import { createFrameRules } from './frameRules'
import type { Report, Totals } from './report'
import { createHeartbeatRules } from './heartbeatRules'
import { createStageRules } from './stageRules'
import { createStreamRules } from './streamRules'

/** Judges a stream by the rules while it arrives. */
export interface Judge {
  /** Add the next entry. Entries must come in order, each once. */
  readonly add: (entry: LabEntry) => void
  /**
   * The judgement so far.
   *
   * @param isOver nothing more will arrive. By default this follows from the connection entries
   */
  readonly report: (isOver?: boolean) => Report
}

/** The stage name of messages about the run as a whole. */
const RUN = 'pipeline'

/** Create a judge. Its memory does not grow with the stream, except for the texts of the stages. */
export function createJudge(scope: StreamScope): Judge {
  const findings = createFindings()
  const bursts = createBurstDetector()
  const frames = createFrameRules(findings)
  const heartbeats = createHeartbeatRules(findings)
  const stages = createStageRules(scope.stage, findings)
  const stream = createStreamRules(scope, findings)
  const counts = { messages: 0, unknown: 0, malformed: 0, comments: 0, bytes: 0 }

  function newStream() {
    frames.newStream()
    stages.gap()
  }

  function addFrame(entry: FrameEntry) {
    const { parsed, index, receivedAt } = entry
    const isDuplicate = frames.add(entry)
    switch (parsed.kind) {
      case 'malformed':
        counts.malformed += 1
        findings.add({
          rule: 'malformed',
          entry: index,
          params: {
            path: parsed.path === '' ? '$' : parsed.path,
            expected: parsed.expected,
            received: parsed.received,
          },
        })
        return
      case 'unknown':
        counts.unknown += 1
        findings.add({ rule: 'unknown_type', entry: index, params: { types: parsed.type } })
        return
      case 'message': {
        counts.messages += 1
        const { message } = parsed
        const { stage } = message
        if (stage !== null && stage !== RUN && !isStage(stage))
          findings.add({ rule: 'foreign_stage', entry: index, params: { stages: stage } })
        if (isDuplicate) return
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
      heartbeats.add(entry)
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
      const current = createFindings(findings.all())
      const over = stream.over()
      stages.conclude(current, {
        isOver: isOver ?? over !== 'no',
        severity: over === 'left' ? 'note' : 'warning',
      })
      frames.conclude(current)
      heartbeats.conclude(current)
      for (const { entry, frames, gapMs } of bursts.all())
        current.add({ rule: 'burst', entry, params: { frames, gapMs: Math.round(gapMs) } })
      return {
        totals: totals(),
        findings: current.all(),
        heartbeatMs: heartbeats.heartbeatMs(),
        hasEnded: stream.hasEnded(),
      }
    },
  }
}
