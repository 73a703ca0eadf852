import type { ConnectionEntry } from '@/lab/entries'
import type { Report } from '@/lab/rules/report'

/** The lab's judgement of a stream in one word. The texts are `labPage.verdict.<verdict>`. */
export type Verdict =
  'broken' | 'failed' | 'empty' | 'connecting' | 'waiting' | 'quiet' | 'silent' | 'noticed' | 'healthy'

/** Number of faults and warnings in a report. Notes do not count. */
export function countFindings({ findings }: Report): { readonly faults: number; readonly warnings: number } {
  const countOf = (wanted: string) => findings.filter(({ severity }) => severity === wanted).length
  return { faults: countOf('fault'), warnings: countOf('warning') }
}

/** Whether anything came that can be judged: more than heartbeats and the greeting, which is the first message. */
function hasContent({ totals: { messages, unknown, malformed }, hasEnded }: Report): boolean {
  return messages > 1 || unknown + malformed > 0 || hasEnded
}

/** Judge a stream. `quiet`: it is open and has said nothing yet; `silent`: it said nothing until it was closed. @param hasDiagnosis whether a problem of the connection is known */
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
  if (!hasRows && status !== 'open') return status === 'idle' || status === 'closed' ? 'empty' : 'connecting'
  if (status === 'waiting') return 'waiting'
  if (warnings > 0 || hasDiagnosis) return 'noticed'
  if (hasContent(report)) return 'healthy'
  return status === 'open' || status === 'connecting' ? 'quiet' : 'silent'
}
