import type { FrameEntry, LabEntry, RowKind, StreamEntry } from './entries'

/* The rows of the table: what each is called, and how rows are folded. */

/** Whether an entry arrived on the stream, which makes it a row of the table. */
export function isRow(entry: LabEntry): entry is StreamEntry {
  return entry.kind === 'frame' || entry.kind === 'comment'
}

/** The kind of a row. */
export function rowKindOf(entry: StreamEntry): RowKind {
  return entry.kind === 'comment' ? 'comment' : entry.parsed.kind
}

/** The message type of a row as sent; null for comments and malformed frames. */
export function typeOf(entry: StreamEntry): string | null {
  if (entry.kind === 'comment') return null
  const { parsed } = entry
  if (parsed.kind === 'message') return parsed.message.type
  return parsed.kind === 'unknown' ? parsed.type : null
}

/** The stage of a row as sent; null if it names none. */
export function stageOf(entry: StreamEntry): string | null {
  return entry.kind === 'frame' && entry.parsed.kind === 'message' ? entry.parsed.message.stage : null
}

/** A single row, or a run: consecutive tokens of one stage. */
export type FoldedRow =
  | { readonly kind: 'single'; readonly entry: StreamEntry }
  | {
      readonly kind: 'run'
      readonly stage: string | null
      /** At least two. */
      readonly entries: readonly FrameEntry[]
      readonly bytes: number
    }

function isToken(entry: StreamEntry): entry is FrameEntry {
  return typeOf(entry) === 'token' && rowKindOf(entry) === 'message'
}

/** Fold consecutive tokens of one stage into one row. Keeps the order and every entry. */
export function foldRuns(entries: readonly StreamEntry[]): FoldedRow[] {
  const rows: FoldedRow[] = []
  for (let start = 0; start < entries.length;) {
    const run = tokensFrom(entries, start)
    const [first] = run
    const entry = entries[start]
    if (first !== undefined && run.length > 1) {
      const bytes = run.reduce((sum, token) => sum + token.bytes.length, 0)
      rows.push({ kind: 'run', stage: stageOf(first), entries: run, bytes })
    } else if (entry !== undefined) rows.push({ kind: 'single', entry })
    start += Math.max(1, run.length)
  }
  return rows
}

/** The tokens of one stage from `start` up to the first other row. */
function tokensFrom(entries: readonly StreamEntry[], start: number): FrameEntry[] {
  const run: FrameEntry[] = []
  for (let at = start; at < entries.length; at += 1) {
    const entry = entries[at]
    if (entry === undefined || !isToken(entry)) break
    if (run[0] !== undefined && stageOf(run[0]) !== stageOf(entry)) break
    run.push(entry)
  }
  return run
}
