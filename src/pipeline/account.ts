import type { Stage } from '@/protocol/stages'
import { spanOf, type Lane, type RunFacts, type Span } from './selectors'
import type { RunPhase, TrailStep, WorkPhase } from './trail'

/** A stretch of a run in one phase. Times are milliseconds since the epoch by the server's clock. */
export interface Stretch {
  readonly phase: RunPhase
  /** The stage at work, or the one that is waited for; null where there is none. */
  readonly stage: Stage | null
  readonly from: number
  readonly to: number
}

/** If one stage follows another within this time, the run has only passed from one to the next. */
const HANDOVER_MS = 5_000
/** A shorter stretch in which a stage's phase is not known belongs to the next one: messages take some time to arrive. */
const SLIVER_MS = 1_000

/** When the run began: the time of its first stage, and what was seen to lead up to it. */
function beginningOf(spans: readonly Span[], trail: readonly TrailStep[], isOpen: boolean): number | null {
  const first = spans.length === 0 ? null : Math.min(...spans.map(({ from }) => from))
  if (first === null && !isOpen) return null
  const before = trail.filter(({ at }) => first === null || at < first)
  const unrelated = before.findLastIndex(({ phase }) => phase === 'idle' || phase === 'unknown')
  return before[unrelated + 1]?.at ?? first
}

/** When a run ended in which a stage failed without the server saying when: once the page saw that nothing went on. */
function endsOf(lanes: readonly Lane[], trail: readonly TrailStep[]): readonly number[] {
  const last = trail.at(-1)
  const isUntimed = lanes.some(({ status, endedAt }) => status === 'failed' && endedAt === null)
  return isUntimed && trail.length > 1 && last?.phase === 'idle' ? [last.at] : []
}

/**
 * What the run did in a moment. A stage that goes on after a pause has its start moved by the length of that pause, so what
 * this page saw of both ends of a pause is more exact.
 *
 * @param next what was seen next
 */
function phaseOf(
  span: Span | null,
  seen: TrailStep | null,
  next: TrailStep | undefined,
  isHandover: boolean,
): Pick<Stretch, 'phase' | 'stage'> {
  if (span !== null) {
    const wasPaused = seen?.phase === 'paused' && next?.phase === 'waiting' && next.stage === span.stage
    if (wasPaused) return { phase: 'paused', stage: span.stage }
    return { phase: seen?.stage === span.stage ? seen.phase : 'working', stage: span.stage }
  }
  if (seen === null || seen.phase === 'unknown')
    return { phase: isHandover ? 'waiting' : 'unknown', stage: null }
  return { phase: seen.phase, stage: seen.stage }
}

/** Join neighbours of one kind, and let what could not be told apart in time belong to the next. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const found: Stretch[] = []
  for (const stretch of stretches) {
    const last = found.at(-1)
    const isSliver = last?.phase === 'working' && last.to - last.from < SLIVER_MS
    if (last && last.stage === stretch.stage && (last.phase === stretch.phase || isSliver))
      found[found.length - 1] = { ...stretch, from: last.from }
    else found.push(stretch)
  }
  return found
}

/** Give each stretch without a stage the one that it leads to; at the end, the first stage that is still to be done. */
function withTargets(stretches: readonly Stretch[], lanes: readonly Lane[]): readonly Stretch[] {
  const open =
    lanes.find(({ status }) => status === 'running') ??
    lanes.find(({ status }) => status === 'pending' || status === 'unknown')
  return stretches.map((stretch, index) => {
    if (stretch.stage !== null) return stretch
    const next = stretches.slice(index).find(({ stage }) => stage !== null)
    return { ...stretch, stage: next?.stage ?? open?.stage ?? null }
  })
}

/**
 * Account for every moment of a run, from its beginning to its end or to now: what the server says about its stages, and
 * between and within them what this page has seen.
 *
 * @param now milliseconds since the epoch by the server's clock
 * @param lostAt since when nothing is known, by the server's clock; null: everything is
 * @returns stretches in time order without gap or overlap; none for a run that has not begun. Where stages overlap, the time
 *   is that of the last one
 */
export function accountFor(
  { lanes, trail: seen, serverAheadMs, isOpen }: RunFacts,
  now: number,
  lostAt: number | null = null,
): readonly Stretch[] {
  const trail = seen.map((step) => ({ ...step, at: step.at + serverAheadMs }))
  const spans = lanes.flatMap((lane) => spanOf(lane, now))
  const begin = beginningOf(spans, trail, isOpen)
  if (begin === null) return []
  const end = Math.max(begin, ...endsOf(lanes, trail), ...(isOpen ? [now] : []), ...spans.map(({ to }) => to))
  const times = [
    ...spans.flatMap(({ from, to }) => [from, to]),
    ...trail.map(({ at }) => at),
    ...(lostAt === null ? [] : [lostAt]),
  ]
  const cuts = [...new Set([begin, end, ...times])]
    .filter((time) => time >= begin && time <= end)
    .sort((a, b) => a - b)
  const stretches = cuts.slice(1).map((to, place): Stretch => {
    const from = cuts[place] ?? begin
    if (lostAt !== null && from >= lostAt) return { phase: 'unknown', stage: null, from, to }
    const span = spans.findLast((one) => one.from <= from && from < one.to) ?? null
    const isHandover =
      to - from <= HANDOVER_MS && spans.some((one) => one.to === from) && spans.some((one) => one.from === to)
    const index = trail.findLastIndex(({ at }) => at <= from)
    return { ...phaseOf(span, trail[index] ?? null, trail[index + 1], isHandover), from, to }
  })
  return joined(withTargets(stretches, lanes))
}

/** How long each phase of a stage lasted, in milliseconds; phases that did not occur are left out. */
export function phasesOf(stretches: readonly Stretch[], stage: Stage): ReadonlyMap<WorkPhase, number> {
  const sums = new Map<WorkPhase, number>()
  for (const { phase, from, to, ...stretch } of stretches)
    if (stretch.stage === stage && phase !== 'idle') sums.set(phase, (sums.get(phase) ?? 0) + (to - from))
  return sums
}
