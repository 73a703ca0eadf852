import { describe, expect, it } from 'vitest'
import { foldRuns, isRow } from '@/lab/rows'
import { bytesAt, entriesOf, frameAt, goodRun, type Step } from '../../fixtures/lab/steps'

const T = 1_800_000_000_000
const rowsOf = (steps: readonly Step[]) => entriesOf(steps).filter(isRow)

describe('foldRuns', () => {
  it('folds consecutive tokens of one stage into one row', () => {
    const token = (stage: string) => frameAt(T, { type: 'token', stage, content: 'x' })
    const rows = foldRuns(
      rowsOf([token('a'), token('a'), token('b'), bytesAt(T, ':\n\n'), token('b'), token('b'), token('b')]),
    )
    expect(rows.map((row) => (row.kind === 'run' ? row.entries.length : 1))).toEqual([2, 1, 1, 3])
    expect(rows[0]).toMatchObject({ kind: 'run', stage: 'a' })
  })

  it('keeps every row in order', () => {
    const rows = rowsOf(goodRun())
    const unfolded = foldRuns(rows).flatMap((row) => (row.kind === 'run' ? [...row.entries] : [row.entry]))
    expect(unfolded).toEqual(rows)
    expect(foldRuns(rows).length).toBeLessThan(rows.length / 4)
  })
})
