import { shallowRef, type ShallowRef } from 'vue'
import type { StreamEntry } from '@/lab/entries'
import { compileFilter, type FilterFault, type RowFilter } from '@/lab/rowFilter'
import type { LabLog } from '@/lab/recording/log'
import { foldRuns, isRow, type FoldedRow } from '@/lab/rows'

/** The most tokens in one row. New tokens fold the last row again, and this limit keeps that cheap. */
const MAX_RUN = 1_000
/** Entries that are folded at a time. */
const BATCH = 500

/** A filter that shows every row. */
export const NO_FILTER: RowFilter = { kinds: [], types: [], stages: [], text: '', isRegex: false }

/** The list of rows. It grows in place, and each change wraps it in a new object. */
export interface RowList {
  readonly rows: readonly FoldedRow[]
}

/** The rows of the table: the entries of the log that match the filter, folded or one by one. */
export interface LabRows {
  readonly list: Readonly<ShallowRef<RowList>>
  readonly fault: Readonly<ShallowRef<FilterFault | null>>
  readonly folding: Readonly<ShallowRef<boolean>>
  readonly paused: Readonly<ShallowRef<boolean>>
  /** Number of rows that have arrived since the table was paused. */
  readonly waiting: Readonly<ShallowRef<number>>
  /** Number of rows removed from the start of the list because the log dropped their entries. */
  readonly removed: Readonly<ShallowRef<number>>
  readonly setFilter: (filter: RowFilter) => void
  readonly setFolding: (folding: boolean) => void
  /** Stop adding rows; new ones are only counted. */
  readonly setPaused: (paused: boolean) => void
  /** Add new rows from the log. @returns whether some are left */
  readonly work: (isSpent: () => boolean) => boolean
  /** Hide all rows so far. */
  readonly hide: () => void
  readonly clear: () => void
}

/** The index of a row's first entry. */
export function firstIndex(row: FoldedRow): number {
  return row.kind === 'single' ? row.entry.index : (row.entries[0]?.index ?? 0)
}

/**
 * Create the rows of a log.
 *
 * @param onWork called when `work` has something to do
 */
export function createLabRows(log: LabLog, onWork: () => void): LabRows {
  let rows: FoldedRow[] = []
  /** Index of the next entry to add. */
  let cursor = 0
  /** Index of the first entry that is not hidden. */
  let floor = 0
  /** Index of the next entry to count while paused. */
  let counted = 0
  let test: (entry: StreamEntry) => boolean = () => true
  const list = shallowRef<RowList>({ rows })
  const fault = shallowRef<FilterFault | null>(null)
  const folding = shallowRef(false)
  const paused = shallowRef(false)
  const waiting = shallowRef(0)
  const removed = shallowRef(0)

  function restart() {
    rows = []
    cursor = Math.max(floor, log.dropped().entries)
    counted = cursor
    waiting.value = 0
    list.value = { rows }
    onWork()
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

  /** Remove the rows whose entries the log has dropped. */
  function removeDropped() {
    const oldest = log.dropped().entries
    const first = rows[0]
    if (first === undefined || firstIndex(first) >= oldest) return
    const kept = rows.findIndex((row) => firstIndex(row) >= oldest)
    const count = kept === -1 ? rows.length : kept
    rows.splice(0, count)
    removed.value += count
  }

  /** Read on in the log. @returns the matching entries, at most `BATCH` */
  function collect(isSpent: () => boolean): StreamEntry[] {
    const found: StreamEntry[] = []
    for (; cursor < log.next() && found.length < BATCH && !isSpent(); cursor += 1) {
      const entry = log.at(cursor)
      if (entry !== null && isRow(entry) && test(entry)) found.push(entry)
    }
    return found
  }

  /** Count the matching entries that have arrived while paused. */
  function countWaiting(isSpent: () => boolean): number {
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
    removed,
    setFilter(filter) {
      const compiled = compileFilter(filter)
      fault.value = compiled.ok ? null : compiled.reason
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
      onWork()
    },
    work(isSpent) {
      if (paused.value) {
        waiting.value += countWaiting(isSpent)
        return counted < log.next()
      }
      cursor = Math.max(cursor, log.dropped().entries)
      const before = rows.length
      while (cursor < log.next() && !isSpent()) append(collect(isSpent))
      const removedBefore = removed.value
      removeDropped()
      if (rows.length !== before || removed.value !== removedBefore || folding.value) list.value = { rows }
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
