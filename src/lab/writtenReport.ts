import type { ExpectationResult } from './expectations/expectation'
import { visibleText } from './hex'
import type { Delivery } from './delivery'
import type { Report } from './rules/report'

type Params = Readonly<Record<string, string | number>>

/** Translates a key of the locales. */
export type Translate = (key: string, params: Params) => string

/** The contents of a written report. */
export interface ReportParts {
  readonly url: string
  readonly report: Report
  readonly delivery: Delivery
  readonly expectations: readonly ExpectationResult[]
}

/**
 * Escape a text so that Markdown shows it literally: it contains no markup, link or HTML, and stays on one line.
 */
export function escapeMarkdown(text: string): string {
  return visibleText(text)
    .replace(/\n/g, '')
    .replace(/[\\`*_{}[\]()#+\-.!|~:@>]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
}

/** How a report is formatted. */
interface Format {
  readonly escape: (text: string) => string
  readonly title: (text: string) => string
  readonly heading: (text: string) => string
  readonly strong: (text: string) => string
}

const MARKDOWN: Format = {
  escape: escapeMarkdown,
  title: (text) => `# ${text}`,
  heading: (text) => `## ${text}`,
  strong: (text) => `**${text}**`,
}
const PLAIN: Format = {
  escape: (text) => visibleText(text).replace(/\n/g, ''),
  title: (text) => text,
  heading: (text) => `${text}:`,
  strong: (text) => `[${text}]`,
}

/** Escape the parameters of all sentences: they may come from the wire. */
function withEscapedParams(t: Translate, { escape }: Format): Translate {
  return (key, params) =>
    t(
      key,
      Object.fromEntries(
        Object.entries(params).map(([name, value]): [string, Params[string]] => [
          name,
          typeof value === 'string' ? escape(value) : value,
        ]),
      ),
    )
}

function findingLines(report: Report, t: Translate, { strong }: Format): string[] {
  if (report.findings.length === 0) return [t('lab.report.nothing', {})]
  return report.findings.map(({ rule, severity, count, params }) => {
    const times = count > 1 ? ` (${t('lab.report.times', { count })})` : ''
    return `- ${strong(t(`lab.report.severity.${severity}`, {}))} ${t(`lab.finding.${rule}`, params)}${times}`
  })
}

function expectationLine({ status, text, seen }: ExpectationResult, t: Translate, format: Format): string {
  const mark = format.strong(t(`lab.assertion.status.${status}`, {}))
  return `- ${mark} ${format.escape(text)} (${t(`lab.assertion.seen.${seen.key}`, seen.params)})`
}

function deliveryLines({ perSecond, latency, bursts }: Delivery, t: Translate): string[] {
  const lines = [t('lab.delivery.rate', { perSecond: perSecond.toFixed(1) })]
  if (latency) {
    const [median, p95] = [Math.round(latency.median), Math.round(latency.p95)]
    lines.push(t('lab.delivery.latency', { median, p95 }))
  }
  if (bursts.length > 0) lines.push(t('lab.delivery.bursts', { count: bursts.length }))
  return lines.map((line) => `- ${line}`)
}

function write(parts: ReportParts, translate: Translate, format: Format): string {
  const { url, report, delivery, expectations } = parts
  const t = withEscapedParams(translate, format)
  const { totals, heartbeatMs, hasEnded } = report
  const lines = [
    format.title(t('lab.report.title', {})),
    '',
    format.escape(url),
    '',
    `- ${t('lab.report.totals', { ...totals })}`,
    `- ${t(hasEnded ? 'lab.report.ended' : 'lab.report.notEnded', {})}`,
  ]
  if (heartbeatMs !== null)
    lines.push(`- ${t('lab.report.heartbeat', { seconds: Math.round(heartbeatMs / 1000) })}`)
  lines.push(...deliveryLines(delivery, t), '', format.heading(t('lab.report.findings', {})), '')
  lines.push(...findingLines(report, t, format))
  if (expectations.length > 0) {
    lines.push('', format.heading(t('lab.report.assertions', {})), '')
    lines.push(...expectations.map((result) => expectationLine(result, t, format)))
  }
  return `${lines.join('\n')}\n`
}

/** A report as Markdown. Texts from the wire cannot become markup. */
export function reportToMarkdown(parts: ReportParts, translate: Translate): string {
  return write(parts, translate, MARKDOWN)
}

/** A report for a terminal. It contains no control character of the stream. */
export function reportToText(parts: ReportParts, translate: Translate): string {
  return write(parts, translate, PLAIN)
}
