import type { LabEntry, NewEntry } from '../entries'

/** The capacity of a log. */
export interface LogLimits {
  readonly maxEntries: number
  readonly maxBytes: number
}

const LIMITS: LogLimits = { maxEntries: 100_000, maxBytes: 128 * 1024 * 1024 }
/** Assumed size of an entry without bytes. */
const SMALL_ENTRY_BYTES = 64
/** Number of dropped places before the list is compacted. */
const SLACK = 4_096

/** The newest entries of a recording. Appending takes constant time. */
export interface LabLog {
  /** Give an entry its index and keep it. The oldest entries make room. */
  readonly add: (entry: NewEntry) => LabEntry
  /** An entry by its index; null if it was dropped or does not exist yet. */
  readonly at: (index: number) => LabEntry | null
  /** The kept entries from this index on, oldest first. */
  readonly from: (index: number) => LabEntry[]
  /** The index of the next entry, which is the number of entries so far. */
  readonly next: () => number
  /** What was dropped to make room. */
  readonly dropped: () => { readonly entries: number; readonly bytes: number }
  readonly clear: () => void
}

function sizeOf(entry: NewEntry): number {
  return entry.kind === 'frame' || entry.kind === 'comment' ? entry.bytes.length : SMALL_ENTRY_BYTES
}

/** Create an empty log. */
export function createLog({ maxEntries, maxBytes }: LogLimits = LIMITS): LabLog {
  let kept: LabEntry[] = []
  /** Position of the oldest entry in `kept`; everything before it is dropped. */
  let head = 0
  let next = 0
  let bytes = 0
  let droppedBytes = 0

  const length = () => kept.length - head
  const oldest = () => next - length()

  function dropOldest() {
    const entry = kept[head]
    if (entry === undefined) return
    const size = sizeOf(entry)
    bytes -= size
    droppedBytes += size
    head += 1
    if (head < SLACK || head < kept.length / 2) return
    kept = kept.slice(head)
    head = 0
  }

  return {
    add(entry) {
      const numbered: LabEntry = { ...entry, index: next }
      kept.push(numbered)
      next += 1
      bytes += sizeOf(entry)
      // The newest entry is kept however large it is.
      while (length() > 1 && (length() > maxEntries || bytes > maxBytes)) dropOldest()
      return numbered
    },
    at: (index) => (index < oldest() ? null : (kept[head + index - oldest()] ?? null)),
    from: (index) => kept.slice(head + Math.max(0, index - oldest())),
    next: () => next,
    dropped: () => ({ entries: oldest(), bytes: droppedBytes }),
    clear() {
      kept = []
      head = 0
      next = 0
      bytes = 0
      droppedBytes = 0
    },
  }
}
