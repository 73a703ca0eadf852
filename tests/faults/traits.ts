import type { Random } from './random'

/** What kind of server a schedule plays against. All kinds have been seen or are allowed by the wire contract. */
export interface Traits {
  /** How long its work takes, against the usual. */
  readonly pace: number
  /** `anew`: a restarted server counts from 1 again. */
  readonly ids: 'none' | 'growing' | 'anew'
  /** Whether `Last-Event-ID` brings what was missed, as long as it is remembered. */
  readonly replays: boolean
  /** Whether messages say when they were sent. */
  readonly timestamps: boolean
  /** Whether every message names its stage, or only those that change its status. */
  readonly namesStages: boolean
  /** Whether snapshots say when stages began and ended. */
  readonly stageTimes: boolean
  /** Null: none are sent. */
  readonly heartbeatMs: number | null
  /** How far the server's clock is ahead of this machine's. */
  readonly clockSkewMs: number
  /** Whether a message is sent before what it says is stored, and how much later at most the other happens. */
  readonly tellsFirst: boolean
  readonly leadMs: number
  /** Whether a pause is told on the stream. */
  readonly tellsPause: boolean
  /** Whether a paused stage is left `processing` in the snapshot. */
  readonly leavesProcessing: boolean
  /** Whether a restart stops the run (one process) or not (workers of their own). */
  readonly restartStopsRun: boolean
  /** Whether it asks for sign-in; the person then is signed in, with access that may expire. */
  readonly asksForSignIn: boolean
  /** How lines end on its streams, and whether they begin with a byte order mark. */
  readonly lineEnd: '\n' | '\r\n' | '\r'
  readonly byteOrderMark: boolean
  /** Whether a message is written over several `data:` lines. */
  readonly manyLines: boolean
}

/** Draw a kind of server. */
export function drawTraits(random: Random): Traits {
  const ids = random.pick(['none', 'none', 'growing', 'anew'] as const)
  return {
    pace: 1,
    ids,
    replays: ids !== 'none' && random.chance(0.5),
    timestamps: random.chance(0.75),
    namesStages: random.chance(0.8),
    stageTimes: random.chance(0.75),
    heartbeatMs: random.pick([null, 3_000, 15_000, 15_000, 30_000]),
    clockSkewMs: random.pick([0, 0, 2_500, -2_500, 40_000, -40_000, 600_000]),
    tellsFirst: random.chance(0.4),
    leadMs: random.pick([0, 20, 300, 1_500]),
    tellsPause: random.chance(0.5),
    leavesProcessing: random.chance(0.3),
    restartStopsRun: random.chance(0.5),
    asksForSignIn: random.chance(0.5),
    lineEnd: random.pick(['\n', '\n', '\r\n', '\r']),
    byteOrderMark: random.chance(0.2),
    manyLines: random.chance(0.2),
  }
}
