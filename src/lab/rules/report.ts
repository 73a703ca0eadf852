import type { Rule, Severity } from './rules'

/*
 * The result of judging a stream. It holds keys and figures; the sentences are in the locales.
 */

/** A rule that was broken, however often. */
export interface Finding {
  readonly rule: Rule
  readonly severity: Severity
  /** How often the rule was broken. */
  readonly count: number
  /** Indexes of the first few entries that broke it. */
  readonly entries: readonly number[]
  /** The parameters of the rule's sentence. */
  readonly params: Readonly<Record<string, string | number>>
}

/** Figures over the whole stream, including dropped entries. */
export interface Totals {
  readonly messages: number
  readonly unknown: number
  readonly malformed: number
  readonly comments: number
  readonly bytes: number
  readonly reconnects: number
}

/** What is known about a stream so far. */
export interface Report {
  readonly totals: Totals
  /** The most severe first, then in order of first appearance. */
  readonly findings: readonly Finding[]
  /** The server's heartbeat interval; null until two heartbeats have arrived. */
  readonly heartbeatMs: number | null
  /** Whether the stream has ended as the contract requires. */
  readonly hasEnded: boolean
}
