import { describe, expect, it } from 'vitest'
import type { Report } from '@/lab/rules/report'
import type { Severity } from '@/lab/rules/rules'
import { countFindings, verdictOf } from '@/presentation/labVerdict'

/** A report of a stream of so many bytes; more than one byte brings messages after the greeting. */
function reportWith(bytes: number, ...severities: readonly Severity[]): Report {
  return {
    totals: { messages: bytes > 1 ? 2 : 0, unknown: 0, malformed: 0, comments: 0, bytes, reconnects: 0 },
    findings: severities.map((severity) => ({ rule: 'burst', severity, count: 1, entries: [], params: {} })),
    heartbeatMs: null,
    hasEnded: false,
  }
}
const OPEN = { status: 'open', since: 0 } as const
const LEFT = { status: 'closed', fault: null } as const
const LOST = { status: 'closed', fault: 'server' } as const
const WAITING = { status: 'waiting', fault: 'network', attempt: 1, since: 0, retryAt: 0 } as const

describe('the verdict on a stream', () => {
  it.each([
    ['broken', reportWith(9, 'warning', 'fault'), LOST, true],
    ['failed', reportWith(9), LOST, true],
    ['failed', reportWith(9), WAITING, true],
    ['failed', reportWith(0), OPEN, true],
    ['empty', reportWith(0), { status: 'idle' }, false],
    ['empty', reportWith(0), LEFT, false],
    ['quiet', reportWith(0), OPEN, false],
    ['quiet', reportWith(1), OPEN, false],
    ['silent', reportWith(1), LEFT, false],
    ['healthy', { ...reportWith(1), hasEnded: true }, LEFT, false],
    ['connecting', reportWith(0), WAITING, false],
    ['waiting', reportWith(9, 'warning'), WAITING, false],
    ['noticed', reportWith(9, 'warning'), OPEN, false],
    ['noticed', reportWith(9), LEFT, true],
    ['healthy', reportWith(9, 'note'), OPEN, false],
    ['healthy', reportWith(9), LEFT, false],
  ] as const)('is "%s"', (verdict, report, connection, hasDiagnosis) => {
    expect(verdictOf(report, connection, hasDiagnosis)).toBe(verdict)
  })

  it('counts faults and warnings, but no notes', () => {
    expect(countFindings(reportWith(9, 'fault', 'warning', 'warning', 'note'))).toEqual({
      faults: 1,
      warnings: 2,
    })
  })
})
