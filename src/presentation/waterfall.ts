import type { Lane } from '@/pipeline/selectors'
import type { StageStatus } from '@/pipeline/state'
import type { Stage } from '@/protocol/stages'

/** A lane as it is drawn: its bar's begin and length as shares of the whole width from 0 to 1. */
export interface LaneBar {
  readonly stage: Stage
  readonly status: StageStatus
  /** Null for a stage that has not worked. */
  readonly bar: { readonly left: number; readonly width: number; readonly seconds: number } | null
}

/** The waterfall as it is drawn. */
export interface Waterfall {
  readonly lanes: readonly LaneBar[]
  /** How long anything worked, in seconds: the time in which nothing ran (a pause, a night) does not count. */
  readonly seconds: number
}

/** While a run goes on, the width stands for the next of these, so that the bars do not shrink every second. */
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

/** Milliseconds before `time` in which one of `spans`, sorted by their begin, was going on. */
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
 * Lay the stages of a run out in time, with the time cut out in which none of them worked.
 *
 * @param now milliseconds since the epoch: where the bar of a running stage ends
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
