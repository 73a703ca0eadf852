import type { Stage } from '../../src/protocol/stages'

/** The faults that can be requested where `FAULTS=on`. */
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
  /** Two frames swap places. */
  'reorder',
  /** A frame that cannot be parsed comes before each valid one. */
  'malformed',
  /** A frame is sent in two parts, split inside a character. */
  'split_utf8',
  /** The stream is cut once after `bytes` more bytes, even inside a frame. */
  'cut_at',
  /** Frames are held back and sent together every `ms`, as by a buffering proxy. */
  'buffer',
  /** A frame of `bytes` bytes comes before the next one. */
  'giant',
  /** Requests are answered with the HTTP status `code`; `target` says which requests. */
  'status',
  /** The snapshot takes `ms` longer. */
  'slow_snapshot',
  /** A job fails; `job_type` says which. */
  'fail_job',
  /** Every step of a job takes `ms` longer; `job_type` says of which. */
  'slow_job',
  /** The result of a job is not JSON; `job_type` says of which. */
  'bad_result',
  /** A job that is asked for does not exist. */
  'lost_job',
  /** Snapshots of the job stream list no jobs. */
  'hidden_jobs',
  /** The stream of a batch repeats the state before the last one. */
  'stale_batch',
  /** A batch that is asked for does not exist. */
  'lost_batch',
  /** A single task that is asked for does not exist. */
  'lost_task',
  /** The stream of a single task ends with `timeout` after `ms`. */
  'early_timeout',
  /** A picture that is asked for does not exist. */
  'lost_picture',
] as const

/** The name of a fault. */
export type FaultName = (typeof FAULTS)[number]

/** Which requests the fault `status` can apply to: those about projects, and those about background tasks. */
export const FAULT_TARGETS = ['rest', 'stream', 'tasks', 'job_stream', 'task_stream'] as const
/** Which requests the fault `status` applies to. */
export type FaultTarget = (typeof FAULT_TARGETS)[number]

/** A requested fault. */
export interface Fault {
  fault: FaultName
  /** The project it applies to, `tasks` for the streams of background tasks, or null for all projects. */
  projectId: string | null
  /** The stage it applies to, or null for all. */
  stage: Stage | null
  target: FaultTarget
  /** The type of jobs it applies to, or null for all. */
  jobType: string | null
  /** How many more times it happens. */
  times: number
  ms: number
  bytes: number
  code: number
}
