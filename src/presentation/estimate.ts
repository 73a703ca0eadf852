/** How long a run of a size took, in seconds. */
export interface PastRun extends RunSize {
  readonly seconds: number
}

/** How much there is to make. */
export interface RunSize {
  /** Characters of the story. */
  readonly characters: number
  /** Null before the storyboard is written. */
  readonly scenes: number | null
}

/** How much of a stage is made again, and how long the stages of a past run took for all of its scenes. */
export interface StepSize {
  readonly stage: string
  readonly sceneIds: readonly unknown[]
}
interface TimedRun {
  readonly scenes: number | null
  readonly stages?: Readonly<Record<string, number>> | undefined
}

/**
 * How long some steps usually take, in seconds: the middle one of the past runs decides how long one item takes.
 *
 * @returns null where no past run says so
 */
export function usualSeconds(past: readonly TimedRun[], steps: readonly StepSize[]): number | null {
  let sum = 0
  for (const { stage, sceneIds } of steps) {
    const each = past
      .flatMap(({ scenes, stages }) => {
        const seconds = stages?.[stage]
        return scenes && seconds !== undefined ? [seconds / scenes] : []
      })
      .sort((a, b) => a - b)
    const middle = each[Math.floor(each.length / 2)]
    if (middle === undefined) return null
    sum += middle * sceneIds.length
  }
  return steps.length === 0 ? null : Math.max(1, Math.round(sum))
}

/** A range of durations, as it is said: whole seconds in steps of five, or whole minutes. */
export interface UsualTime {
  readonly unit: 'seconds' | 'minutes'
  readonly low: number
  readonly high: number
}

/** With fewer runs nothing is said. */
const MIN_RUNS = 3
/** Even very regular runs differ by this share. */
const MIN_SPREAD = 0.04

/**
 * The 0.9 quantiles of Student's t distribution for 2, 3, … degrees of freedom: between both tails lie 80 % of new values.
 * From any table of the distribution; beyond the last entry that one is used.
 */
const T_90 = [1.886, 1.638, 1.533, 1.476, 1.44, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.35, 1.345]
const T_90_LIMIT = 1.341

/** What the duration of a run may be proportional to. */
const MEASURES: readonly ((size: RunSize) => number | null)[] = [
  () => 1,
  ({ characters }) => characters,
  ({ scenes }) => scenes,
]

interface Fit {
  /** Of the logarithms of seconds per unit. */
  readonly mean: number
  readonly spread: number
  /** The logarithm of the size of the run that is estimated. */
  readonly size: number
}

function fit(past: readonly PastRun[], size: RunSize, measure: (of: RunSize) => number | null): Fit | null {
  const amounts = [...past, size].map(measure)
  if (amounts.some((amount) => amount === null || amount <= 0)) return null
  const logs = past.map(({ seconds }, index) => Math.log(seconds / (amounts[index] ?? 1)))
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0)
  const spread = Math.max(MIN_SPREAD, Math.sqrt(squares / (logs.length - 1)))
  return { mean, spread, size: Math.log(amounts.at(-1) ?? 1) }
}

/** Round outwards: what is said is never narrower than what is meant. */
function said(low: number, high: number): UsualTime {
  if (high <= 90) return { unit: 'seconds', low: Math.floor(low / 5) * 5, high: Math.ceil(high / 5) * 5 }
  return { unit: 'minutes', low: Math.floor(low / 60), high: Math.ceil(high / 60) }
}

/**
 * How long a run usually takes, from runs of the same person: a prediction interval of 80 % for the next value of a
 * log-normal quantity, either of the time itself or of the time per character or scene, whichever varied least.
 *
 * @returns null where fewer than three runs are known
 */
export function usualTime(past: readonly PastRun[], size: RunSize): UsualTime | null {
  const usable = past.filter(({ seconds }) => seconds > 0)
  if (usable.length < MIN_RUNS) return null
  const [best] = MEASURES.flatMap((measure) => fit(usable, size, measure) ?? []).sort(
    (a, b) => a.spread - b.spread,
  )
  if (best === undefined) return null
  const quantile = T_90[usable.length - MIN_RUNS] ?? T_90_LIMIT
  const reach = quantile * best.spread * Math.sqrt(1 + 1 / usable.length)
  const middle = best.mean + best.size
  return said(Math.exp(middle - reach), Math.exp(middle + reach))
}
