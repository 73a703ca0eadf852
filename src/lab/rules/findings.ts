import type { Finding } from './report'
import { factsOf, type Rule, type Severity } from './rules'

/** Sorting rank: the most severe first. */
const RANK: Readonly<Record<Severity, number>> = { fault: 0, warning: 1, note: 2 }
const MAX_ENTRIES = 5
const MAX_NAMES = 8
/** Longest text parameter, in UTF-16 units. */
const MAX_TEXT_LENGTH = 80

/** One case of a broken rule. */
export interface Breach {
  readonly rule: Rule
  /** Index of the entry that broke it; null if no single entry did. */
  readonly entry: number | null
  readonly params?: Finding['params']
  /** The rule's own severity if omitted. */
  readonly severity?: Severity
}

/** The message that is checked, and the collection that receives its findings. */
export interface MessageContext {
  /** The stage as the sentence names it. */
  readonly stage: string
  /** Index of the message's entry. */
  readonly entry: number
  readonly findings: Findings
}

/** The findings so far, at most one per rule. */
export interface Findings {
  readonly add: (breach: Breach) => void
  /** The most severe first. */
  readonly all: () => readonly Finding[]
}

/** Collect the names of all cases, up to a limit. */
function mergedNames(list: string, old: Finding['params'], next: Finding['params']): Finding['params'] {
  const names = new Set([...String(old[list] ?? '').split(', '), String(next[list] ?? '')])
  return names.size > MAX_NAMES ? old : { ...old, [list]: [...names].join(', ') }
}

/** The parameters that describe two cases of one rule. */
function mergedParams(rule: Rule, old: Finding['params'], next: Finding['params']): Finding['params'] {
  const { worst, names } = factsOf(rule)
  if (names !== undefined) return mergedNames(names, old, next)
  return worst !== undefined && Number(next[worst]) > Number(old[worst]) ? next : old
}

function merged(old: Finding, next: Finding): Finding {
  return {
    rule: old.rule,
    severity: RANK[next.severity] < RANK[old.severity] ? next.severity : old.severity,
    count: old.count + next.count,
    entries: [...old.entries, ...next.entries].slice(0, MAX_ENTRIES),
    params: mergedParams(old.rule, old.params, next.params),
  }
}

/** Shorten texts from the wire, so that a finding stays small. */
function shortened(params: Finding['params']): Finding['params'] {
  const short = (text: string) =>
    text.length <= MAX_TEXT_LENGTH ? text : `${text.slice(0, MAX_TEXT_LENGTH - 1)}…`
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? short(value) : value]),
  )
}

/** Create an empty collection, or a copy of existing findings. */
export function createFindings(from: readonly Finding[] = []): Findings {
  const byRule = new Map<Rule, Finding>(from.map((finding) => [finding.rule, finding]))
  return {
    add({ rule, entry, severity = factsOf(rule).severity, params = {} }) {
      const entries = entry === null ? [] : [entry]
      const next: Finding = { rule, severity, count: 1, entries, params: shortened(params) }
      const old = byRule.get(rule)
      byRule.set(rule, old === undefined ? next : merged(old, next))
    },
    all: () => [...byRule.values()].sort((a, b) => RANK[a.severity] - RANK[b.severity]),
  }
}
