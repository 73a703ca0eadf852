/*
 * The judgement over a stream. It speaks in keys and figures; whoever shows it has the words.
 */

/** The rules that a stream can break. Each has its sentence under `lab.finding.<rule>`. */
export const RULES = [
  /** A frame's data is not what a schema asks for. `path`, `reason` of the first. */
  'malformed',
  /** A type that this version does not know. `types`. */
  'unknown_type',
  /** A stage that the product does not show. `stages`. */
  'foreign_stage',
  /** The first message of a stream is not `connected`. `type`. */
  'connected_not_first',
  /** Something came after the message that ends the stream. `type`. */
  'after_end',
  /** The server closed, or the stream was cut, without a message that ends it. */
  'end_missing',
  /** A stage was at work when the recording ended, and nothing says how it went on. `stage`. */
  'stage_unfinished',
  /** A stage ended without `done` or `error`: only its successor or the run's end tells. `stage`. */
  'done_missing',
  /** Progress went back within a run of a stage. `stage`, `from`, `to`. */
  'progress_back',
  /** Progress said 100 before the stage had ended. `stage`. */
  'progress_early',
  /** `full_text` is not what `content` adds up to. `stage`, `expected`, `actual` (lengths), `at` (first difference). */
  'text_gap',
  /** `done` tells another text than the tokens did. `stage`, `expected`, `actual`, `at`. */
  'final_text_differs',
  /** Some messages have an id and others have not, so that a gap cannot be made up for. `missing`, `messages`. */
  'ids_missing',
  /** An id came again, or ids went back. `id`. */
  'ids_repeat',
  /** `timestamp` went back: the stream is out of order. `byMs`. */
  'time_back',
  /** The same frame came twice. */
  'duplicate',
  /** No heartbeat for longer than the server's own rhythm. `intervalMs`, `gapMs`. */
  'heartbeat_late',
  /** Quiet for a long time and not one comment: a dead connection cannot be told from a quiet one. `gapMs`. */
  'heartbeat_missing',
  /** Many frames at once after silence: something on the way buffers. `frames`, `gapMs`. */
  'burst',
  /** One frame is very large. `bytes`. */
  'giant_frame',
  /** Bytes that are not UTF-8. */
  'not_utf8',
  /** The connection was lost and opened again. `times`. */
  'reconnected',
] as const
/** The name of a rule. */
export type Rule = (typeof RULES)[number]

/** `fault`: the contract is broken. `warning`: it works, but is worth a look. `note`: worth knowing. */
export type Severity = 'fault' | 'warning' | 'note'

/** A rule that was broken, however often. */
export interface Finding {
  readonly rule: Rule
  readonly severity: Severity
  /** How often. */
  readonly count: number
  /** The entries where it was seen, by index, the first few. */
  readonly entries: readonly number[]
  /** The figures and words that the rule's sentence names. */
  readonly params: Readonly<Record<string, string | number>>
}

/** Figures over the whole stream, dropped entries included. */
export interface Totals {
  readonly messages: number
  readonly unknown: number
  readonly malformed: number
  readonly comments: number
  readonly bytes: number
  readonly reconnects: number
}

/** What is known of a stream so far. */
export interface Report {
  readonly totals: Totals
  /** The worst first, then in the order in which they were first seen. */
  readonly findings: readonly Finding[]
  /** The server's heartbeat interval; null before two were heard. */
  readonly heartbeatMs: number | null
  /** Whether the stream has come to an end that the contract knows. */
  readonly hasEnded: boolean
}

/** How a stream arrives. Times in milliseconds. */
export interface Delivery {
  readonly firstAt: number | null
  readonly lastByteAt: number | null
  readonly bytes: number
  /** Entries, over the whole time and over the last ten seconds. */
  readonly perSecond: number
  readonly perSecondNow: number
  /** From the server's `timestamp` to its arrival, where messages carry one; clocks may differ, so the least counts as 0. */
  readonly latency: { readonly median: number; readonly p95: number; readonly max: number } | null
  readonly reconnects: number
  /** For the chart: what came in each second, the newest last; at most 120. */
  readonly seconds: readonly {
    readonly at: number
    readonly entries: number
    readonly bytes: number
    /** The longest wait that ended in this second. */
    readonly longestGapMs: number
  }[]
  /** Waits after which much came at once. */
  readonly bursts: readonly { readonly entry: number; readonly frames: number; readonly gapMs: number }[]
}
