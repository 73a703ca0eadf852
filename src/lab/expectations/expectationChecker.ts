import type { Expectation, ExpectationResult, Subject } from './expectation'
import type { LabEntry } from '../entries'
import type { Report } from '../rules/report'
import { isRow, rowKindOf, stageOf, typeOf } from '../rows'

/** What results depend on besides the entries. */
export interface CheckMoment {
  readonly report: Report
  /** Nothing more will arrive, so open expectations are decided. */
  readonly isOver: boolean
  /** Milliseconds since the epoch; null to use the time of the last entry, as for a recording. */
  readonly now: number | null
}

/** Checks a stream against expectations. */
export interface ExpectationChecker {
  readonly add: (entry: LabEntry) => void
  /** One result per expectation, in order. */
  readonly read: (moment: CheckMoment) => readonly ExpectationResult[]
}

type Verdict = Pick<ExpectationResult, 'status' | 'seen'>

/** Follows one expectation. */
interface Follower {
  /** @param atMs milliseconds since the first entry */
  readonly add: (entry: LabEntry, atMs: number) => void
  readonly read: (moment: CheckMoment, elapsedMs: number) => Verdict
}

function matches({ what, stage }: Subject, entry: LabEntry): boolean {
  if (!isRow(entry) || (stage !== null && stageOf(entry) !== stage)) return false
  const kind = rowKindOf(entry)
  return kind === what || (kind === 'message' && typeOf(entry) === what)
}

/** Counts matching entries; the number of reconnections comes from the report. */
function followCount(expectation: Extract<Expectation, { kind: 'count' }>): Follower {
  const { subject, least, most, withinMs } = expectation
  let counted = 0
  let reachedAtMs: number | null = null

  function statusOf(count: number, isOver: boolean): Verdict['status'] {
    if (count > most) return 'fail'
    if (count >= least && most === Infinity) return 'pass'
    if (!isOver) return 'open'
    return count >= least ? 'pass' : 'fail'
  }
  return {
    add(entry, atMs) {
      if (!matches(subject, entry)) return
      if (withinMs !== null && atMs > withinMs) {
        reachedAtMs ??= atMs
        return
      }
      counted += 1
      if (counted <= Math.max(1, least)) reachedAtMs = atMs
    },
    read({ report, isOver }, elapsedMs) {
      const count = subject.what === 'reconnect' ? report.totals.reconnects : counted
      const status = statusOf(count, isOver || (withinMs !== null && elapsedMs > withinMs))
      if (least === 1 && most === Infinity && reachedAtMs !== null)
        return { status, seen: { key: 'at', params: { ms: Math.round(reachedAtMs) } } }
      const seen = count === 0 ? 'nothing' : 'count'
      return { status, seen: { key: seen, params: count === 0 ? {} : { count } } }
    },
  }
}

function nameOf({ what, stage }: Subject): string {
  return stage === null ? what : `${what} (${stage})`
}

/** Waits for the subjects one after the other; other entries may come in between. */
function followOrder({ subjects }: Extract<Expectation, { kind: 'order' }>): Follower {
  let reached = 0
  return {
    add(entry) {
      const next = subjects[reached]
      if (next !== undefined && matches(next, entry)) reached += 1
    },
    read({ isOver }) {
      const last = subjects[reached - 1]
      if (reached === subjects.length) return { status: 'pass', seen: { key: 'all', params: {} } }
      const status = isOver ? 'fail' : 'open'
      if (last === undefined) return { status, seen: { key: 'nothing', params: {} } }
      return { status, seen: { key: 'upTo', params: { type: nameOf(last) } } }
    },
  }
}

function followFindings({ severities }: Extract<Expectation, { kind: 'findings' }>): Follower {
  return {
    add: () => undefined,
    read({ report, isOver }) {
      const count = report.findings.filter(({ severity }) =>
        (severities as readonly string[]).includes(severity),
      ).length
      if (count > 0) return { status: 'fail', seen: { key: 'findings', params: { count } } }
      return { status: isOver ? 'pass' : 'open', seen: { key: 'nothing', params: {} } }
    },
  }
}

function follow(expectation: Expectation): Follower {
  switch (expectation.kind) {
    case 'count':
      return followCount(expectation)
    case 'order':
      return followOrder(expectation)
    case 'findings':
      return followFindings(expectation)
  }
}

/** Create a checker for these expectations. Its memory does not grow with the stream. */
export function createExpectationChecker(expectations: readonly Expectation[]): ExpectationChecker {
  const followers = expectations.map((expectation) => ({ expectation, follower: follow(expectation) }))
  let startedAt: number | null = null
  let lastAt = 0
  return {
    add(entry) {
      startedAt ??= entry.receivedAt
      lastAt = entry.receivedAt
      const atMs = entry.receivedAt - startedAt
      for (const { follower } of followers) follower.add(entry, atMs)
    },
    read(moment) {
      const elapsedMs = startedAt === null ? 0 : (moment.now ?? lastAt) - startedAt
      return followers.map(({ expectation: { line, text }, follower }) => ({
        line,
        text,
        ...follower.read(moment, elapsedMs),
      }))
    },
  }
}
