import type { ConnectionEntry } from '@/lab/entries'
import type { Report } from '@/lab/rules/report'

/** The lab's judgement of a stream in one word. The texts are `labPage.verdict.<verdict>`. */
export type Verdict = 'broken' | 'failed' | 'empty' | 'connecting' | 'waiting' | 'noticed' | 'healthy'

/** Number of faults and warnings in a report. Notes do not count. */
export function countFindings({ findings }: Report): { readonly faults: number; readonly warnings: number } {
  const countOf = (wanted: string) => findings.filter(({ severity }) => severity === wanted).length
  return { faults: countOf('fault'), warnings: countOf('warning') }
}

/** Judge a stream. @param hasDiagnosis whether a problem of the connection is known */
export function verdictOf(
  report: Report,
  connection: ConnectionEntry['state'],
  hasDiagnosis: boolean,
): Verdict {
  const { status } = connection
  const { faults, warnings } = countFindings(report)
  const hasRows = report.totals.bytes > 0
  if (faults > 0) return 'broken'
  const isDown = status === 'waiting' || (status === 'closed' && connection.fault !== null)
  if (hasDiagnosis && (isDown || !hasRows)) return 'failed'
  if (!hasRows) return status === 'idle' || status === 'closed' ? 'empty' : 'connecting'
  if (status === 'waiting') return 'waiting'
  return warnings > 0 || hasDiagnosis ? 'noticed' : 'healthy'
}
