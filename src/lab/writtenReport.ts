import type { AssertionResult } from './expectations/assertions'
import { visibleText } from './hex'
import type { Delivery, Report } from './rules/report'

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

/** How a report is set: as Markdown, or for a terminal. */
interface Setting {
  readonly escape: (text: string) => string
  readonly title: (text: string) => string
  readonly heading: (text: string) => string
  readonly strong: (text: string) => string
}

const MARKDOWN: Setting = {
  escape: escapeMarkdown,
  title: (text) => `# ${text}`,
  heading: (text) => `## ${text}`,
  strong: (text) => `**${text}**`,
}
const PLAIN: Setting = {
  escape: (text) => visibleText(text).replace(/\n/g, ''),
  title: (text) => text,
  heading: (text) => `${text}:`,
  strong: (text) => `[${text}]`,
}

type Params = Readonly<Record<string, string | number>>

/** What came by the wire is put into the sentences as harmless text. */
function sayWith(say: Say, { escape }: Setting): Say {
  return (key, params) =>
    say(
      key,
      Object.fromEntries(
        Object.entries(params).map(([name, value]): [string, Params[string]] => [
          name,
          typeof value === 'string' ? escape(value) : value,
        ]),
      ),
    )
}

function findingLines(report: Report, say: Say, { strong }: Setting): string[] {
  if (report.findings.length === 0) return [say('lab.report.nothing', {})]
  return report.findings.map(({ rule, severity, count, params }) => {
    const times = count > 1 ? ` (${say('lab.report.times', { count })})` : ''
    return `- ${strong(say(`lab.report.severity.${severity}`, {}))} ${say(`lab.finding.${rule}`, params)}${times}`
  })
}

function assertionLine({ status, text, seen }: AssertionResult, say: Say, setting: Setting): string {
  const mark = setting.strong(say(`lab.assertion.status.${status}`, {}))
  return `- ${mark} ${setting.escape(text)} (${say(`lab.assertion.seen.${seen.key}`, seen.params)})`
}

function deliveryLines({ perSecond, latency, bursts }: Delivery, say: Say): string[] {
  const lines = [say('lab.delivery.rate', { perSecond: perSecond.toFixed(1) })]
  if (latency) {
    const [median, p95] = [Math.round(latency.median), Math.round(latency.p95)]
    lines.push(say('lab.delivery.latency', { median, p95 }))
  }
  if (bursts.length > 0) lines.push(say('lab.delivery.bursts', { count: bursts.length }))
  return lines.map((line) => `- ${line}`)
}

function write(parts: ReportParts, words: Say, setting: Setting): string {
  const { url, report, delivery, assertions } = parts
  const say = sayWith(words, setting)
  const { totals, heartbeatMs, hasEnded } = report
  const lines = [
    setting.title(say('lab.report.title', {})),
    '',
    setting.escape(url),
    '',
    `- ${say('lab.report.totals', { ...totals })}`,
    `- ${say(hasEnded ? 'lab.report.ended' : 'lab.report.notEnded', {})}`,
  ]
  if (heartbeatMs !== null)
    lines.push(`- ${say('lab.report.heartbeat', { seconds: Math.round(heartbeatMs / 1000) })}`)
  lines.push(...deliveryLines(delivery, say), '', setting.heading(say('lab.report.findings', {})), '')
  lines.push(...findingLines(report, say, setting))
  if (assertions.length > 0) {
    lines.push('', setting.heading(say('lab.report.assertions', {})), '')
    lines.push(...assertions.map((result) => assertionLine(result, say, setting)))
  }
  return `${lines.join('\n')}\n`
}

/** A report as Markdown. What came by the wire is in it as text and can be nothing else. */
export function reportToMarkdown(parts: ReportParts, say: Say): string {
  return write(parts, say, MARKDOWN)
}

/** A report for a terminal; no character in it commands the terminal. */
export function reportToText(parts: ReportParts, say: Say): string {
  return write(parts, say, PLAIN)
}
