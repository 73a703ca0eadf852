import type { Progress } from './state'

/** Progress before the first report. */
export const NO_PROGRESS: Progress = { percent: null, done: null, total: null, message: null }

/** The most that a running stage shows; 100 is for completed stages. */
const ALMOST_DONE = 99

/** What a message or a snapshot reports about progress; null where it reports nothing. */
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
 * Progress after a report. A missing value is not 0. The percentage never falls and never reaches 100. If items are
 * counted, the percentage comes from them, because servers count an item as done when it starts.
 */
export function withReport(known: Progress, report: ProgressReport): Progress {
  const total = report.total ?? known.total
  const counted = report.done ?? null
  // A retry may count only the missing items; then the count starts again.
  const before = known.total === null || known.total === total ? known.done : null
  const done = atLeast(before, counted !== null && total !== null ? Math.min(counted, total) : counted)
  const reported =
    total !== null && total > 0 && done !== null ? (done / total) * 100 : (report.percent ?? null)
  return {
    percent: atLeast(known.percent, reported === null ? null : Math.min(ALMOST_DONE, reported)),
    done,
    total,
    message: report.message ?? known.message,
  }
}
