import type { Random } from './random'
import type { Action } from './simulation'
import { drawTraits, type Traits } from './traits'

/** Ways in which the network or the server misbehaves for a while. */
export const FAULTS = [
  /** The stream is cut, once, after any byte of the next frame. */
  'cut',
  /** The stream is closed without an end, once. */
  'close',
  /** Nothing comes through; afterwards all of it comes at once. */
  'stall',
  /** Nothing comes through ever again on the streams that are open now, and requests are not answered. */
  'hang',
  /** No host is reached, and open streams are cut. */
  'down',
  /** The server's process is gone; then it is a new one that has forgotten what it has sent. */
  'restart',
  /** Each frame comes twice. */
  'duplicate',
  /** Neighbouring frames change places. */
  'reorder',
  /** Frames come late, in their order. */
  'late',
  /** Frames that nobody can read come between the good ones. */
  'junk',
  /** Some frames are damaged beyond reading: what they said is lost. */
  'damage',
  /** A frame without end. */
  'giant',
  /** The stream's requests are refused. */
  'streamRefused',
  /** The snapshot's requests are refused. */
  'snapshotRefused',
  /** Access has expired: everything is answered 401 until it is renewed. */
  'expired',
  /** The snapshot takes seconds, and says what was true when it was asked for. */
  'slowSnapshot',
  /** The snapshot comes from a copy of the database that is a little behind. */
  'oldSnapshot',
] as const

/** The name of a fault. */
export type FaultName = (typeof FAULTS)[number]

/** A fault and when it is in force, in milliseconds from the beginning. */
export interface FaultWindow {
  readonly name: FaultName
  readonly from: number
  readonly until: number
}

/** Everything that a seed decides beforehand. */
export interface Plan {
  readonly traits: Traits
  /** When the client opens the page, in milliseconds from the beginning. */
  readonly opensAt: number
  /** When another page, of which the first knows nothing, joins; null: never. */
  readonly joinsAt: number | null
  readonly actions: readonly { readonly at: number; readonly action: Action }[]
  readonly faults: readonly FaultWindow[]
  /** From here on nothing more goes wrong and nobody does anything. */
  readonly healsAt: number
}

/** Draw a plan: a kind of server, what people do, and what goes wrong. */
export function drawPlan(random: Random): Plan {
  const traits = drawTraits(random)
  const healsAt = random.between(20_000, 60_000)
  const actions = [{ at: random.between(0, 4_000), action: 'run' as Action }]
  for (let at = random.between(3_000, 20_000); at < healsAt; at += random.between(500, 12_000))
    actions.push({ at, action: random.pick(['run', 'run', 'pause', 'retry', 'retry', 'runFrom']) })
  // Whatever has happened, most runs come to their end.
  if (random.chance(0.85)) {
    actions.push({ at: healsAt - 2_000, action: 'retry' }, { at: healsAt - 1_000, action: 'run' })
  }
  const faults = Array.from({ length: random.whole(1, 8) }, (): FaultWindow => {
    const from = random.between(0, healsAt - 500)
    const name = random.pick(FAULTS)
    return { name, from, until: Math.min(healsAt, from + random.between(100, 12_000)) }
  })
  // Eight megabytes take their time: once in a while is enough.
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

/** The same plan in a fraction of the time, without what takes long to be noticed: for schedules in real time. */
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
