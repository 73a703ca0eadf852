import type { Lane } from '@/pipeline/selectors'
import type { StageStatus } from '@/pipeline/state'
import type { Stage } from '@/protocol/stages'

/** A lane of the waterfall. The start and length of its bar are shares of the whole width, from 0 to 1. */
export interface LaneBar {
  readonly stage: Stage
  readonly status: StageStatus
  /** Null for a stage without any work yet. */
  readonly bar: {
    readonly left: number
    readonly width: number
    /** Null for a stage that has failed nobody knows when. */
    readonly seconds: number | null
  } | null
}

/** A waterfall, ready to be drawn. */
export interface Waterfall {
  readonly lanes: readonly LaneBar[]
  /** The time in which at least one stage worked, in seconds. Pauses do not count. */
  readonly seconds: number
}

/**
 * The whole width stands for the next of these durations, and beyond them for a whole number of the last. So the bars keep
 * their place for as long as possible, whether the run goes on, rests or is over.
 */
const SCALES_SECONDS = [15, 30, 60, 120, 300, 600, 1200, 1800, 3600]
const LONGEST_SCALE_SECONDS = 3600

function scaleOf(seconds: number): number {
  const whole = Math.ceil(seconds / LONGEST_SCALE_SECONDS) * LONGEST_SCALE_SECONDS
  return SCALES_SECONDS.find((step) => step >= seconds) ?? whole
}

interface Span {
  readonly from: number
  readonly to: number
}

function spanOf(lane: Lane, now: number): Span | null {
  if (lane.startedAt === null) return null
  switch (lane.status) {
    case 'running':
    case 'unknown':
      return { from: lane.startedAt, to: Math.max(lane.startedAt, now) }
    case 'failed':
      // It worked, for as long as nobody knows.
      return { from: lane.startedAt, to: Math.max(lane.startedAt, lane.endedAt ?? lane.startedAt) }
    case 'pending':
    case 'completed':
    case 'skipped':
      return lane.endedAt === null
        ? null
        : { from: lane.startedAt, to: Math.max(lane.startedAt, lane.endedAt) }
  }
}

function isLengthKnown({ status, endedAt }: Lane): boolean {
  return status !== 'failed' || endedAt !== null
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
 * @param now milliseconds since the epoch by the server's clock; the end of the bar of a stage that runs, or was last seen
 *   running
 */
export function layOutWaterfall(lanes: readonly Lane[], now: number): Waterfall {
  const spans = lanes.flatMap((lane) => spanOf(lane, now) ?? []).sort((a, b) => a.from - b.from)
  const seconds = workedBefore(spans, Infinity) / 1000
  const scale = scaleOf(seconds)
  const share = (milliseconds: number) => milliseconds / 1000 / scale
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
        bar: { left, width, seconds: isLengthKnown(lane) ? (span.to - span.from) / 1000 : null },
      }
    }),
  }
}
