import { shallowRef, type ShallowRef } from 'vue'
import type { StreamEntry } from '@/lab/entries'
import { compileFilter, type RowFilter } from '@/lab/rowFilter'
import type { LabLog } from '@/lab/recording/log'
import { foldRuns, isRow, type FoldedRow } from '@/lab/rows'

/** No row stands for more tokens, so that the last one can be folded anew with each batch. */
const MAX_RUN = 1_000
/** Rows that are folded together at a time. */
const BATCH = 500

/** Nothing in particular is asked for. */
export const NO_FILTER: RowFilter = { kinds: [], types: [], stages: [], text: '', isRegex: false }

/** Why a filter cannot be used. */
export interface FilterFault {
  readonly reason: 'regex' | 'long'
  readonly detail: string
}

/** Rows that grow in place: another object each time, around the same list. */
export interface RowList {
  readonly rows: readonly FoldedRow[]
}

/** The rows of the table: what of the log is asked for, folded or one by one. */
export interface LabRows {
  readonly list: Readonly<ShallowRef<RowList>>
  readonly fault: Readonly<ShallowRef<FilterFault | null>>
  readonly folding: Readonly<ShallowRef<boolean>>
  readonly paused: Readonly<ShallowRef<boolean>>
  /** How many rows have come since the table was paused. */
  readonly waiting: Readonly<ShallowRef<number>>
  /** How many rows have gone from the beginning of the list because older entries had to make room. */
  readonly gone: Readonly<ShallowRef<number>>
  readonly setFilter: (filter: RowFilter) => void
  readonly setFolding: (folding: boolean) => void
  /** Stand still; what comes is kept and counted. */
  readonly setPaused: (paused: boolean) => void
  /** Take in what the log has. @returns whether some is left */
  readonly work: (isSpent: () => boolean) => boolean
  /** Show only what comes from now on. */
  readonly hide: () => void
  readonly clear: () => void
}

/** The index of a row's first entry. */
export function firstIndex(row: FoldedRow): number {
  return row.kind === 'single' ? row.entry.index : (row.entries[0]?.index ?? 0)
}

/**
 * Make the rows of a log.
 *
 * @param onNews there is something to `work` on
 */
export function createLabRows(log: LabLog, onNews: () => void): LabRows {
  let rows: FoldedRow[] = []
  let cursor = 0
  /** What lies before it is not shown any more. */
  let floor = 0
  /** Up to where those that wait have been counted. */
  let counted = 0
  let test: (entry: StreamEntry) => boolean = () => true
  const list = shallowRef<RowList>({ rows })
  const fault = shallowRef<FilterFault | null>(null)
  const folding = shallowRef(false)
  const paused = shallowRef(false)
  const waiting = shallowRef(0)
  const gone = shallowRef(0)

  function restart() {
    rows = []
    cursor = Math.max(floor, log.dropped().entries)
    counted = cursor
    waiting.value = 0
    list.value = { rows }
    onNews()
  }

  function append(entries: readonly StreamEntry[]) {
    if (!folding.value) {
      for (const entry of entries) rows.push({ kind: 'single', entry })
      return
    }
    const last = rows.at(-1)
    const isFull = last?.kind === 'run' && last.entries.length >= MAX_RUN
    if (last === undefined || isFull) rows.push(...foldRuns(entries))
    else {
      rows.pop()
      rows.push(...foldRuns([...(last.kind === 'run' ? last.entries : [last.entry]), ...entries]))
    }
  }

  /** Let go of rows whose entries are no more. */
  function forget() {
    const oldest = log.dropped().entries
    const first = rows[0]
    if (first === undefined || firstIndex(first) >= oldest) return
    const kept = rows.findIndex((row) => firstIndex(row) >= oldest)
    const count = kept === -1 ? rows.length : kept
    rows.splice(0, count)
    gone.value += count
  }

  /** Read on in the log. @returns the rows that are asked for, at most `BATCH` */
  function collect(isSpent: () => boolean): StreamEntry[] {
    const found: StreamEntry[] = []
    for (; cursor < log.next() && found.length < BATCH && !isSpent(); cursor += 1) {
      const entry = log.at(cursor)
      if (entry !== null && isRow(entry) && test(entry)) found.push(entry)
    }
    return found
  }

  /** Count what waits. */
  function count(isSpent: () => boolean): number {
    let more = 0
    for (; counted < log.next() && !isSpent(); counted += 1) {
      const entry = log.at(counted)
      if (entry !== null && isRow(entry) && test(entry)) more += 1
    }
    return more
  }

  return {
    list,
    fault,
    folding,
    paused,
    waiting,
    gone,
    setFilter(filter) {
      const compiled = compileFilter(filter)
      fault.value = compiled.ok ? null : { reason: compiled.reason, detail: compiled.detail }
      if (!compiled.ok) return
      test = compiled.test
      restart()
    },
    setFolding(next) {
      folding.value = next
      restart()
    },
    setPaused(next) {
      paused.value = next
      waiting.value = 0
      counted = cursor
      onNews()
    },
    work(isSpent) {
      if (paused.value) {
        waiting.value += count(isSpent)
        return counted < log.next()
      }
      cursor = Math.max(cursor, log.dropped().entries)
      const before = rows.length
      while (cursor < log.next() && !isSpent()) append(collect(isSpent))
      const { value } = gone
      forget()
      if (rows.length !== before || gone.value !== value || folding.value) list.value = { rows }
      return cursor < log.next()
    },
    hide() {
      floor = log.next()
      restart()
    },
    clear() {
      rows = []
      floor = 0
      cursor = 0
      counted = 0
      waiting.value = 0
      list.value = { rows }
    },
  }
}
