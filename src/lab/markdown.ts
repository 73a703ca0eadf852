import type { AssertionResult } from './assertions'
import { visibleText } from './hex'
import type { Delivery, Report } from './report'

/** Words for keys: everything a report says goes through it. */
export type Say = (key: string, params: Readonly<Record<string, string | number>>) => string

/** What a written report is made of. */
export interface ReportParts {
  readonly url: string
  readonly report: Report
  readonly delivery: Delivery
  readonly assertions: readonly AssertionResult[]
}

/**
 * A text that stays a text wherever Markdown is shown: nothing in it becomes a mark, a link or HTML, and it stays in
 * its line.
 */
export function escapeMarkdown(text: string): string {
  return visibleText(text)
    .replace(/\n/g, '')
    .replace(/[\\`*_{}[\]()#+\-.!|~:@>]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
}

type Params = Readonly<Record<string, string | number>>

function escapedParams(params: Params): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? escapeMarkdown(value) : value,
    ]),
  )
}

function findingLines(report: Report, say: Say): string[] {
  if (report.findings.length === 0) return [say('lab.report.nothing', {})]
  return report.findings.map(({ rule, severity, count, params }) => {
    const sentence = say(`lab.finding.${rule}`, escapedParams(params))
    const times = count > 1 ? ` (${say('lab.report.times', { count })})` : ''
    return `- **${say(`lab.report.severity.${severity}`, {})}** ${sentence}${times}`
  })
}

function assertionLine({ status, text, seen }: AssertionResult, say: Say): string {
  const mark = say(`lab.assertion.status.${status}`, {})
  return `- **${mark}** ${escapeMarkdown(text)}: ${say(`lab.assertion.seen.${seen.key}`, escapedParams(seen.params))}`
}

function deliveryLines({ perSecond, latency, bursts }: Delivery, say: Say): string[] {
  const lines = [say('lab.delivery.rate', { perSecond: perSecond.toFixed(1) })]
  if (latency)
    lines.push(
      say('lab.delivery.latency', { median: Math.round(latency.median), p95: Math.round(latency.p95) }),
    )
  if (bursts.length > 0) lines.push(say('lab.delivery.bursts', { count: bursts.length }))
  return lines.map((line) => `- ${line}`)
}

/** A report as Markdown. What came by the wire is in it as text and can be nothing else. */
export function reportToMarkdown({ url, report, delivery, assertions }: ReportParts, say: Say): string {
  const { totals, heartbeatMs } = report
  const lines = [
    `# ${say('lab.report.title', {})}`,
    '',
    escapeMarkdown(url),
    '',
    `- ${say('lab.report.totals', { ...totals })}`,
    `- ${say(report.hasEnded ? 'lab.report.ended' : 'lab.report.notEnded', {})}`,
  ]
  if (heartbeatMs !== null)
    lines.push(`- ${say('lab.report.heartbeat', { seconds: Math.round(heartbeatMs / 1000) })}`)
  lines.push(...deliveryLines(delivery, say), '', `## ${say('lab.report.findings', {})}`, '')
  lines.push(...findingLines(report, say))
  if (assertions.length > 0) {
    lines.push('', `## ${say('lab.report.assertions', {})}`, '')
    lines.push(...assertions.map((result) => assertionLine(result, say)))
  }
  return `${lines.join('\n')}\n`
}
