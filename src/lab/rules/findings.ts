import type { Finding, Rule, Severity } from './report'
import { shortName } from './shortName'

/** How bad it is to break a rule, where whoever judges says nothing else. */
export const SEVERITIES: Readonly<Record<Rule, Severity>> = {
  malformed: 'fault',
  unknown_type: 'warning',
  foreign_stage: 'note',
  connected_not_first: 'fault',
  after_end: 'fault',
  end_missing: 'fault',
  stage_unfinished: 'warning',
  done_missing: 'fault',
  progress_back: 'warning',
  progress_early: 'note',
  text_gap: 'fault',
  final_text_differs: 'warning',
  ids_missing: 'warning',
  ids_repeat: 'warning',
  time_back: 'warning',
  duplicate: 'fault',
  heartbeat_late: 'warning',
  heartbeat_missing: 'warning',
  burst: 'warning',
  giant_frame: 'warning',
  not_utf8: 'fault',
  reconnected: 'warning',
}

const ORDER: readonly Severity[] = ['fault', 'warning', 'note']
/** Rules whose sentence tells the worst case rather than the first, and the figure that measures it. */
const WORST: Partial<Record<Rule, string>> = {
  time_back: 'byMs',
  heartbeat_late: 'gapMs',
  heartbeat_missing: 'gapMs',
  burst: 'frames',
  giant_frame: 'bytes',
  reconnected: 'times',
}
/** Rules whose sentence lists names, and the word that holds them. */
const LISTS: Partial<Record<Rule, string>> = { unknown_type: 'types', foreign_stage: 'stages' }

const MAX_ENTRIES = 5
const MAX_NAMES = 8

/** That a rule was broken once. */
export interface Breach {
  readonly rule: Rule
  /** Where; null where it is no entry's doing. */
  readonly entry: number | null
  readonly params?: Finding['params']
  readonly severity?: Severity
  /** How often, if not once. */
  readonly count?: number
}

/** The findings so far, one for each rule. */
export interface Findings {
  readonly note: (breach: Breach) => void
  readonly all: () => readonly Finding[]
}

function worse(a: Severity, b: Severity): Severity {
  return ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b
}

/** The figures of two breaches of one rule. */
function mergedParams(rule: Rule, old: Finding['params'], next: Finding['params']): Finding['params'] {
  const list = LISTS[rule]
  if (list !== undefined) {
    const names = new Set([...String(old[list] ?? '').split(', '), String(next[list] ?? '')])
    return names.size > MAX_NAMES ? old : { ...old, [list]: [...names].join(', ') }
  }
  const figure = WORST[rule]
  return figure !== undefined && Number(next[figure]) > Number(old[figure]) ? next : old
}

function merged(old: Finding, { rule, entry, params = {}, severity, count = 1 }: Breach): Finding {
  return {
    rule,
    severity: worse(old.severity, severity ?? SEVERITIES[rule]),
    count: old.count + count,
    entries: entry === null || old.entries.length >= MAX_ENTRIES ? old.entries : [...old.entries, entry],
    params: mergedParams(rule, old.params, params),
  }
}

/** Words from the wire are shortened, so that a finding stays small. */
function withShortNames(params: Finding['params']): Finding['params'] {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? shortName(value) : value,
    ]),
  )
}

/** Begin without findings, or with a copy of others. */
export function createFindings(from: readonly Finding[] = []): Findings {
  const byRule = new Map<Rule, Finding>(from.map((finding) => [finding.rule, finding]))
  return {
    note(breach) {
      const { rule, entry, severity = SEVERITIES[rule], count = 1 } = breach
      const params = withShortNames(breach.params ?? {})
      const old = byRule.get(rule)
      const first: Finding = { rule, severity, count, entries: entry === null ? [] : [entry], params }
      byRule.set(rule, old === undefined ? first : merged(old, { ...breach, params }))
    },
    all: () => [...byRule.values()].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity)),
  }
}
