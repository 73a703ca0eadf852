/** Where a row of a list lies along its axis, gaps included, in pixels. */
export interface RowPlace {
  /** From 0. */
  readonly index: number
  readonly start: number
  readonly end: number
}

/** The grid of a list of which only some rows are in the page. */
export interface WindowTracks {
  /** The tracks along its axis, as `grid-template-rows` or `-columns` takes them. */
  readonly template: string
  /** The grid line at which each row that is there begins. */
  readonly lines: ReadonlyMap<number, number>
}

/**
 * Lay out the rows that are in the page in their places: each is a track that has the size of what is in it, and what
 * is missing between them is a track of its size. So the list is as long as if all of it were there, and the browser
 * aligns what is in a row as it does in any grid.
 *
 * @param rows those that are there, in order
 * @param total length of the whole list
 * @param gap the grid's own between two tracks, the empty ones included
 */
export function layOutWindow(rows: readonly RowPlace[], total: number, gap: number): WindowTracks {
  const tracks: string[] = []
  const lines = new Map<number, number>()
  let reached = -gap
  function skipTo(start: number) {
    const missing = start - reached - 2 * gap
    if (start - reached > gap) tracks.push(`${Math.max(0, missing)}px`)
  }
  for (const row of rows) {
    skipTo(row.start)
    tracks.push('auto')
    lines.set(row.index, tracks.length)
    reached = row.end
  }
  skipTo(total + gap)
  return { template: tracks.join(' '), lines }
}

/** The sizes of a grid's tracks as the browser computed them, in pixels; none where it laid out no grid. */
export function readTracks(computed: string): readonly number[] {
  return computed
    .split(' ')
    .filter((track) => track.endsWith('px'))
    .map((track) => parseFloat(track))
}

/** The sizes of rows by the sizes of their items, of which `lanes` stand in each: as large as the largest of them. */
export function rowSizes(items: readonly number[], lanes: number): readonly number[] {
  return Array.from({ length: Math.ceil(items.length / lanes) }, (_, row) =>
    Math.max(...items.slice(row * lanes, (row + 1) * lanes)),
  )
}

/** The first and the last of some rows. */
export interface RowRange {
  readonly startIndex: number
  readonly endIndex: number
}

/** Widen a range of `count` rows to whole runs of `run` rows, counted from the first. */
export function wholeRuns(range: RowRange & { readonly count: number }, run: number): RowRange {
  const runs = Math.ceil((range.endIndex + 1) / run)
  return {
    startIndex: Math.floor(range.startIndex / run) * run,
    endIndex: Math.min(range.count, runs * run) - 1,
  }
}

/** Whether rows are the same ones, in the same places. */
export function isSameRows(before: readonly RowPlace[], next: readonly RowPlace[]): boolean {
  return (
    before.length === next.length &&
    before.every(({ index, start, end }, at) => {
      const other = next[at]
      return index === other?.index && start === other.start && end === other.end
    })
  )
}
