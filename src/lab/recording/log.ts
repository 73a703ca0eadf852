import type { LabEntry, NewEntry } from '../entries'

/** What a log keeps at most. */
export interface LogLimits {
  readonly maxEntries: number
  readonly maxBytes: number
}

const LIMITS: LogLimits = { maxEntries: 100_000, maxBytes: 128 * 1024 * 1024 }
/** What an entry without bytes of its own counts. */
const SMALL_ENTRY_BYTES = 64
/** So many dropped places are kept before the list is moved together. */
const SLACK = 4_096

/** The newest entries of a recording. Appending costs the same however many there are. */
export interface LabLog {
  /** Number an entry and keep it; the oldest make room. */
  readonly add: (entry: NewEntry) => LabEntry
  /** An entry by its index; null where it was dropped or has not come yet. */
  readonly at: (index: number) => LabEntry | null
  /** The entries that are kept, from this index on, oldest first. */
  readonly from: (index: number) => LabEntry[]
  /** The index that the next entry will have: how many there have been. */
  readonly next: () => number
  /** What made room. */
  readonly dropped: () => { readonly entries: number; readonly bytes: number }
  readonly clear: () => void
}

function sizeOf(entry: NewEntry): number {
  return entry.kind === 'frame' || entry.kind === 'comment' ? entry.bytes.length : SMALL_ENTRY_BYTES
}

/** Make an empty log. */
export function createLog({ maxEntries, maxBytes }: LogLimits = LIMITS): LabLog {
  let kept: LabEntry[] = []
  /** The place of the oldest entry in `kept`; what stands before it is dropped. */
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
      // The newest stays, however large it is.
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
