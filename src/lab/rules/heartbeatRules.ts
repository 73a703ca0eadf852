import type { LabEntry } from '../entries'
import type { Findings } from './findings'

/** How late a heartbeat may be, in milliseconds. */
const GRACE_MS = 5_000
/** Comments with a smaller gap are not consecutive heartbeats, in milliseconds. */
const SHORTEST_INTERVAL_MS = 1_000
/** Longer silence without any comment is reported, in milliseconds. */
const QUIET_LIMIT_MS = 35_000
/** Number of the newest intervals that the heartbeat interval is computed from. */
const REMEMBERED = 9

/** The rules about silence and heartbeats. */
export interface HeartbeatRules {
  readonly add: (entry: LabEntry) => void
  /** The usual heartbeat interval; null until two heartbeats have arrived. */
  readonly heartbeatMs: () => number | null
  readonly conclude: (findings: Findings) => void
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null
}

/** Create the rules about heartbeats. @param findings receives breaches as they occur */
export function createHeartbeatRules(findings: Findings): HeartbeatRules {
  let intervals: number[] = []
  let hasComments = false
  /** When the open stream last sent something; null while none is open. */
  let lastAt: number | null = null
  /** When the last comment arrived; null if a frame followed it. */
  let lastCommentAt: number | null = null
  let longestQuiet = { gapMs: 0, entry: 0 }

  function closeGap({ index, receivedAt }: LabEntry) {
    if (lastAt === null) return
    const gapMs = receivedAt - lastAt
    if (gapMs > longestQuiet.gapMs) longestQuiet = { gapMs, entry: index }
    const intervalMs = median(intervals)
    if (intervalMs === null || gapMs < intervalMs + GRACE_MS) return
    findings.add({
      rule: 'heartbeat_late',
      entry: index,
      params: { intervalMs: Math.round(intervalMs), gapMs: Math.round(gapMs) },
    })
    lastCommentAt = null // a late heartbeat does not count as an interval
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
        target.add({ rule: 'heartbeat_missing', entry, params: { gapMs: Math.round(gapMs) } })
    },
  }
}
