import type { Stage } from '../../src/protocol/stages'

/** The faults that the studio can be asked for, where `FAULTS=on`. */
export const FAULTS = [
  /** The producer of `stage` throws. */
  'fail_stage',
  /** Every piece of text and every item takes `ms` longer. */
  'slow',
  /** Cuts the open streams, once, now. */
  'drop',
  /** Streams stay open and send nothing, heartbeats included. */
  'hang',
  /** Every frame arrives `ms` late. */
  'delay',
  /** Every frame is sent twice. */
  'duplicate',
  /** Two frames change places. */
  'reorder',
  /** A frame that cannot be parsed comes before each good one. */
  'malformed',
  /** A frame is flushed in two parts that are cut inside a character. */
  'split_utf8',
  /** The stream is cut once, `bytes` bytes from here, wherever in a frame that is. */
  'cut_at',
  /** Frames are held back and sent together every `ms`, as by a proxy that buffers. */
  'buffer',
  /** A frame of `bytes` bytes comes before the next one. */
  'giant',
  /** Requests are answered with the HTTP status `code`; `target` says which. */
  'status',
  /** The snapshot takes `ms` longer. */
  'slow_snapshot',
] as const

/** The name of a fault. */
export type FaultName = (typeof FAULTS)[number]

/** Which requests the fault `status` concerns. */
export type FaultTarget = 'rest' | 'stream'

/** A fault that was asked for. */
export interface Fault {
  fault: FaultName
  /** The project it concerns, or null for all. */
  projectId: string | null
  /** The stage it concerns, or null for all. */
  stage: Stage | null
  target: FaultTarget
  /** How many times it still strikes. */
  times: number
  ms: number
  bytes: number
  code: number
}
