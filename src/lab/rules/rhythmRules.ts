import type { LabEntry } from '../entries'
import type { Findings } from './findings'

/** What a heartbeat may be late, in milliseconds. */
const GRACE_MS = 5_000
/** Two comments closer than this are not two heartbeats. */
const SHORTEST_INTERVAL_MS = 1_000
/** A quiet stream without a comment is worth a word after this. */
const QUIET_LIMIT_MS = 35_000
/** So many of the newest intervals count. */
const REMEMBERED = 9

/** The rules about silence and heartbeats. */
export interface RhythmRules {
  readonly add: (entry: LabEntry) => void
  readonly heartbeatMs: () => number | null
  readonly conclude: (findings: Findings) => void
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null
}

/** @param findings where breaches are noted as they are seen */
export function createRhythmRules(findings: Findings): RhythmRules {
  let intervals: number[] = []
  let hasComments = false
  /** When something came last by the stream that is open; null while none is. */
  let lastAt: number | null = null
  /** When a comment came with nothing after it. */
  let lastCommentAt: number | null = null
  let longestQuiet = { gapMs: 0, entry: 0 }

  function closeGap({ index, receivedAt }: LabEntry) {
    if (lastAt === null) return
    const gapMs = receivedAt - lastAt
    if (gapMs > longestQuiet.gapMs) longestQuiet = { gapMs, entry: index }
    const intervalMs = median(intervals)
    if (intervalMs === null || gapMs < intervalMs + GRACE_MS) return
    findings.note({
      rule: 'heartbeat_late',
      entry: index,
      params: { intervalMs: Math.round(intervalMs), gapMs: Math.round(gapMs) },
    })
    lastCommentAt = null // a late beat says nothing of the rhythm
  }

  return {
    add(entry) {
      if (entry.kind === 'snapshot') return
      closeGap(entry)
      const at = entry.receivedAt
      if (entry.kind === 'connection') {
        lastCommentAt = null
        lastAt = entry.state.status === 'open' ? at : null
        return
      }
      lastAt = at
      if (entry.kind === 'frame') {
        lastCommentAt = null
        return
      }
      hasComments = true
      if (lastCommentAt !== null && at - lastCommentAt >= SHORTEST_INTERVAL_MS)
        intervals = [...intervals, at - lastCommentAt].slice(-REMEMBERED)
      lastCommentAt = at
    },
    heartbeatMs: () => median(intervals),
    conclude(target) {
      const { gapMs, entry } = longestQuiet
      if (!hasComments && gapMs > QUIET_LIMIT_MS)
        target.note({ rule: 'heartbeat_missing', entry, params: { gapMs: Math.round(gapMs) } })
    },
  }
}
