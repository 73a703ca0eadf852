/*
 * What a person expects of a stream, one line each:
 *
 *     connected within 500 ms
 *     at least 10 token
 *     at most 0 error
 *     exactly 1 pipeline_done
 *     order connected, token, done
 *     no unknown
 *     no malformed
 *     no findings
 *     done of rewrite within 60 s
 *     # a comment
 */

/** A line that cannot be read: which, and why, as a key under `lab.assertion.fault`. */
export interface AssertionFault {
  /** From 1. */
  readonly line: number
  readonly text: string
  readonly reason: 'empty' | 'verb' | 'type' | 'number' | 'duration' | 'stage'
}

/** How one expectation stands. `open`: more of the stream may still decide. */
export interface AssertionResult {
  readonly line: number
  readonly text: string
  readonly status: 'pass' | 'fail' | 'open'
  /** What was seen instead, as a key under `lab.assertion.seen` with its figures. */
  readonly seen: { readonly key: string; readonly params: Readonly<Record<string, string | number>> }
}
