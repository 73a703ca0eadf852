import type { Lane } from '@/pipeline/selectors'
import type { StageStatus } from '@/pipeline/state'
import type { Stage } from '@/protocol/stages'

/** A lane of the waterfall. The start and length of its bar are shares of the whole width, from 0 to 1. */
export interface LaneBar {
  readonly stage: Stage
  readonly status: StageStatus
  /** Null for a stage without any work yet. */
  readonly bar: { readonly left: number; readonly width: number; readonly seconds: number } | null
}

/** A waterfall, ready to be drawn. */
export interface Waterfall {
  readonly lanes: readonly LaneBar[]
  /** The time in which at least one stage worked, in seconds. Pauses do not count. */
  readonly seconds: number
}

/** During a run the width stands for the next of these durations, so that the bars do not shrink every second. */
const SCALES_SECONDS = [15, 30, 60, 120, 300, 600, 1200, 1800, 3600]

interface Span {
  readonly from: number
  readonly to: number
}

function spanOf(lane: Lane, now: number): Span | null {
  if (lane.startedAt === null) return null
  const to = lane.endedAt ?? (lane.status === 'running' ? now : null)
  return to === null ? null : { from: lane.startedAt, to: Math.max(lane.startedAt, to) }
}

/** How long at least one of `spans` lasted before `time`, in milliseconds. `spans` are sorted by their start. */
function workedBefore(spans: readonly Span[], time: number): number {
  let worked = 0
  let end = -Infinity
  for (const { from, to } of spans) {
    const begin = Math.max(from, end)
    worked += Math.max(0, Math.min(to, time) - begin)
    end = Math.max(end, to)
  }
  return worked
}

/**
 * Lay out the stages of a run in time, leaving out the time in which none of them worked.
 *
 * @param now milliseconds since the epoch; the end of a running stage's bar
 */
export function layOutWaterfall(lanes: readonly Lane[], now: number): Waterfall {
  const spans = lanes.flatMap((lane) => spanOf(lane, now) ?? []).sort((a, b) => a.from - b.from)
  const seconds = workedBefore(spans, Infinity) / 1000
  const running = lanes.some((lane) => lane.status === 'running')
  const scale = running ? (SCALES_SECONDS.find((step) => step >= seconds) ?? seconds) : seconds
  const share = (milliseconds: number) => (scale === 0 ? 0 : milliseconds / 1000 / scale)
  return {
    seconds,
    lanes: lanes.map((lane) => {
      const span = spanOf(lane, now)
      if (span === null) return { stage: lane.stage, status: lane.status, bar: null }
      const left = share(workedBefore(spans, span.from))
      const width = share(workedBefore(spans, span.to)) - left
      return {
        stage: lane.stage,
        status: lane.status,
        bar: { left, width, seconds: (span.to - span.from) / 1000 },
      }
    }),
  }
}
