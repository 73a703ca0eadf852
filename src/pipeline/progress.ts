import type { Progress } from './state'

/** Progress of which nobody has said anything yet. */
export const NO_PROGRESS: Progress = { percent: null, done: null, total: null, message: null }

/** What a running stage shows at most: 100 belongs to what is done. */
const ALMOST_DONE = 99

/** What a message or a snapshot says of progress; null where it says nothing. */
export interface ProgressReport {
  readonly percent?: number | null
  /** Items that are finished. */
  readonly done?: number | null
  readonly total?: number | null
  readonly message?: string | null
}

function atLeast(before: number | null, after: number | null): number | null {
  if (before === null || after === null) return after ?? before
  return Math.max(before, after)
}

/**
 * Progress after a report. Missing is not 0; it never falls, nor reaches 100. Where items are counted they alone give
 * the percentage: the percentage that servers send with an item counts that item as done when it starts.
 */
export function withReport(known: Progress, report: ProgressReport): Progress {
  const total = report.total ?? known.total
  const counted = report.done ?? null
  // Who counts other items (only the missing ones of a retry) counts anew.
  const before = known.total === null || known.total === total ? known.done : null
  const done = atLeast(before, counted !== null && total !== null ? Math.min(counted, total) : counted)
  const said = total !== null && total > 0 && done !== null ? (done / total) * 100 : (report.percent ?? null)
  return {
    percent: atLeast(known.percent, said === null ? null : Math.min(ALMOST_DONE, said)),
    done,
    total,
    message: report.message ?? known.message,
  }
}
