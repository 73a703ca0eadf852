import type { Random } from './random'

/** The kind of server in a schedule. All kinds exist or are allowed by the wire contract. */
export interface Traits {
  /** The factor on the usual duration of its work. */
  readonly pace: number
  /** `anew`: a restarted server counts from 1 again. */
  readonly ids: 'none' | 'growing' | 'anew'
  /** Whether it resends missed frames after `Last-Event-ID`, as far as its history goes. */
  readonly replays: boolean
  /** Whether messages have a timestamp. */
  readonly timestamps: boolean
  /** Whether every message names its stage, or only those that change its status. */
  readonly namesStages: boolean
  /** Whether snapshots contain the start and end of stages. */
  readonly stageTimes: boolean
  /** Null: it sends no heartbeats. */
  readonly heartbeatMs: number | null
  /** How far the server's clock is ahead of this machine's. */
  readonly clockSkewMs: number
  /** How far the clock of its second worker is behind that of the first. The two take turns with runs. */
  readonly secondWorkerBehindMs: number
  /** Whether it publishes before it stores, and the longest time in between. */
  readonly publishesFirst: boolean
  readonly leadMs: number
  /** Whether it publishes a pause on the stream. */
  readonly publishesPause: boolean
  /** Whether a paused stage is left `processing` in the snapshot. */
  readonly leavesProcessing: boolean
  /** Whether a restart stops the run (single process) or not (separate workers). */
  readonly restartStopsRun: boolean
  /** Whether it needs sign-in. The person is then signed in, with access that may expire. */
  readonly asksForSignIn: boolean
  /** Whether it welcomes streams in which nothing happens. Otherwise a page opens one only for a run. */
  readonly welcomesIdle: boolean
  /** The line ending of its streams, and whether they start with a byte order mark. */
  readonly lineEnd: '\n' | '\r\n' | '\r'
  readonly byteOrderMark: boolean
  /** Whether a message is written over several `data:` lines. */
  readonly manyLines: boolean
}

/** Draw the traits of a server. */
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
    secondWorkerBehindMs: random.pick([0, 0, 0, 10_000, 3_600_000]),
    publishesFirst: random.chance(0.4),
    leadMs: random.pick([0, 20, 300, 1_500]),
    publishesPause: random.chance(0.5),
    leavesProcessing: random.chance(0.3),
    restartStopsRun: random.chance(0.5),
    asksForSignIn: random.chance(0.5),
    welcomesIdle: random.chance(0.5),
    lineEnd: random.pick(['\n', '\n', '\r\n', '\r']),
    byteOrderMark: random.chance(0.2),
    manyLines: random.chance(0.2),
  }
}
