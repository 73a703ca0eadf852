import type { Random } from './random'
import type { Action } from './simulation'
import { drawTraits, type Traits } from './traits'

/** Ways in which the network or the server misbehaves for a while. */
export const FAULTS = [
  /** The stream is cut once, after any byte of the next frame. */
  'cut',
  /** The server closes the stream once although the run is not over. */
  'close',
  /** Nothing arrives; afterwards everything arrives at once. */
  'stall',
  /** Open streams stay silent for good, and requests are not answered. */
  'hang',
  /** The host is unreachable, and open streams are cut. */
  'down',
  /** The server process stops; the new one does not know what was sent before. */
  'restart',
  /** Each frame arrives twice. */
  'duplicate',
  /** Neighbouring frames swap places. */
  'reorder',
  /** Frames arrive late, in order. */
  'late',
  /** Malformed frames arrive between the good ones. */
  'junk',
  /** Some frames are damaged and their content is lost. */
  'damage',
  /** A frame that is too large. */
  'giant',
  /** Requests for the stream are refused. */
  'streamRefused',
  /** Requests for the snapshot are refused. */
  'snapshotRefused',
  /** Access expired: all requests are answered with 401 until it is renewed. */
  'expired',
  /** The snapshot takes seconds and shows the state at the time of the request. */
  'slowSnapshot',
  /** The snapshot comes from a replica of the database that lags behind. */
  'oldSnapshot',
] as const

/** The name of a fault. */
export type FaultName = (typeof FAULTS)[number]

/** A fault and when it is active, in milliseconds from the start. */
export interface FaultWindow {
  readonly name: FaultName
  readonly from: number
  readonly until: number
}

/** Everything that a seed decides in advance. */
export interface Plan {
  readonly traits: Traits
  /** When the client opens the page, in milliseconds from the start. */
  readonly opensAt: number
  /** When an independent second page opens; null: never. */
  readonly joinsAt: number | null
  readonly actions: readonly { readonly at: number; readonly action: Action }[]
  readonly faults: readonly FaultWindow[]
  /** From then on there are no more faults and no more actions. */
  readonly healsAt: number
}

/** Draw a plan: a kind of server, what people do, and what goes wrong. */
export function drawPlan(random: Random): Plan {
  const traits = drawTraits(random)
  const healsAt = random.between(20_000, 60_000)
  const actions = [{ at: random.between(0, 4_000), action: 'run' as Action }]
  for (let at = random.between(3_000, 20_000); at < healsAt; at += random.between(500, 12_000))
    actions.push({ at, action: random.pick(['run', 'run', 'pause', 'retry', 'retry', 'runFrom']) })
  // Most runs end, whatever happened before.
  if (random.chance(0.85)) {
    actions.push({ at: healsAt - 2_000, action: 'retry' }, { at: healsAt - 1_000, action: 'run' })
  }
  const faults = Array.from({ length: random.whole(1, 8) }, (): FaultWindow => {
    const from = random.between(0, healsAt - 500)
    const name = random.pick(FAULTS)
    return { name, from, until: Math.min(healsAt, from + random.between(100, 12_000)) }
  })
  // Eight megabytes take long to send, so this fault is rare.
  const isRare = random.chance(0.9)
  return {
    traits,
    opensAt: random.between(0, 8_000),
    joinsAt: random.chance(0.3) ? random.between(8_000, healsAt) : null,
    actions,
    faults: faults.filter(({ name }) => name !== 'giant' || !isRare),
    healsAt,
  }
}

/** The same plan in a fraction of the time, without faults that take long to notice: for schedules in real time. */
export function hurried({ traits, opensAt, actions, faults, healsAt }: Plan, factor: number): Plan {
  return {
    traits: { ...traits, pace: traits.pace * factor, asksForSignIn: false },
    opensAt: opensAt * factor,
    joinsAt: null,
    actions: actions.map(({ at, action }) => ({ at: at * factor, action })),
    faults: faults
      .filter(({ name }) => name !== 'hang')
      .map(({ name, from, until }) => ({ name, from: from * factor, until: until * factor })),
    healsAt: healsAt * factor,
  }
}
