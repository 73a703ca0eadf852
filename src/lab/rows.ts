import type { FrameEntry, LabEntry, RowKind, StreamEntry } from './entries'

/* What a row of the table is called, and rows that are shown as one. */

/** Whether an entry came by the stream, and so is a row. */
export function isRow(entry: LabEntry): entry is StreamEntry {
  return entry.kind === 'frame' || entry.kind === 'comment'
}

/** A row's kind. */
export function rowKindOf(entry: StreamEntry): RowKind {
  return entry.kind === 'comment' ? 'comment' : entry.parsed.kind
}

/** A row's message type as sent; null for comments and for what cannot be read. */
export function typeOf(entry: StreamEntry): string | null {
  if (entry.kind === 'comment') return null
  const { parsed } = entry
  if (parsed.kind === 'message') return parsed.message.type
  return parsed.kind === 'unknown' ? parsed.type : null
}

/** A row's stage as sent; null where none is said. */
export function stageOf(entry: StreamEntry): string | null {
  return entry.kind === 'frame' && entry.parsed.kind === 'message' ? entry.parsed.message.stage : null
}

/** A row, or a run of tokens of one stage with nothing in between. */
export type FoldedRow =
  | { readonly kind: 'single'; readonly entry: StreamEntry }
  | {
      readonly kind: 'run'
      readonly stage: string | null
      /** Two or more. */
      readonly entries: readonly FrameEntry[]
      readonly bytes: number
    }

function isToken(entry: StreamEntry): entry is FrameEntry {
  return typeOf(entry) === 'token' && rowKindOf(entry) === 'message'
}

/** Fold each run of tokens of one stage into one row. The order stays, and no entry is lost. */
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

/** The tokens of one stage from `start` on, up to the first row that is none. */
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
