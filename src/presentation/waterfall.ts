import { phasesOf, type Stretch } from '@/pipeline/account'
import { share } from '@/pipeline/share'
import { IS_WORK, type WorkPhase } from '@/pipeline/trail'
import { STAGES, type Stage } from '@/protocol/stages'

/** A stretch of a stage's lane. Its start and length are shares of the whole width, from 0 to 1. */
export interface LaneBar {
  readonly phase: WorkPhase
  readonly left: number
  readonly width: number
  /** It is drawn shorter than it was. */
  readonly isFolded: boolean
}

/** The time of one stage. */
export interface StageLane {
  /** What happened, in time order. */
  readonly bars: readonly LaneBar[]
  /** How long each phase lasted, in the order of their beginnings. */
  readonly phases: readonly PhaseTime[]
}

/** The time of a run, ready to be drawn: a lane for each stage. */
export type StageLanes = Readonly<Record<Stage, StageLane>>

/** How long a phase lasted, in seconds. */
export interface PhaseTime {
  readonly phase: WorkPhase
  readonly seconds: number
}

/**
 * The whole width stands for the next of these durations, and beyond them for a whole number of the last. So the bars keep
 * their place for as long as possible, whether the run goes on, rests or is over.
 */
const SCALES_SECONDS = [15, 30, 60, 120, 300, 600, 1200, 1800, 3600]
const LONGEST_SCALE_SECONDS = 3600

/** Time in which nothing was made is drawn no longer than this, so that a night does not make the work invisible. */
const FOLDED_MS = 5_000

function scaleOf(seconds: number): number {
  const whole = Math.ceil(seconds / LONGEST_SCALE_SECONDS) * LONGEST_SCALE_SECONDS
  return SCALES_SECONDS.find((step) => step >= seconds) ?? whole
}

function drawnMs({ phase, from, to }: Stretch): number {
  return IS_WORK[phase] ? to - from : Math.min(FOLDED_MS, to - from)
}

/**
 * Lay out the account of a run on the width that all stages share, with long idle time folded.
 *
 * @param before the former layout: lanes that have not changed stay the same objects
 */
export function layOutWaterfall(stretches: readonly Stretch[], before?: StageLanes): StageLanes {
  const scale = scaleOf(stretches.reduce((sum, stretch) => sum + drawnMs(stretch), 0) / 1000)
  const shareOf = (milliseconds: number) => milliseconds / 1000 / scale
  let left = 0
  const placed = stretches.map((stretch) => {
    const width = shareOf(drawnMs(stretch))
    const isFolded = drawnMs(stretch) < stretch.to - stretch.from
    const bar = { phase: stretch.phase, left, width, isFolded }
    left += width
    return { stage: stretch.stage, bar }
  })
  const lanes = STAGES.map((name): [Stage, StageLane] => {
    const bars = placed.flatMap(({ stage, bar }) =>
      stage === name && bar.phase !== 'idle' ? [{ ...bar, phase: bar.phase }] : [],
    )
    const phases = [...phasesOf(stretches, name)].map(([phase, ms]) => ({ phase, seconds: ms / 1000 }))
    return [name, { bars, phases }]
  })
  // One entry for each stage, under its own name.
  return share(before, Object.fromEntries(lanes) as Record<Stage, StageLane>)
}
