import { describe, expect, it } from 'vitest'
import { compileFilter, MAX_PATTERN_LENGTH, type RowFilter } from '@/lab/rowFilter'
import { isRow } from '@/lab/rows'
import { bytesAt, entriesOf, frameAt, openAt, type Step } from '../../fixtures/lab/steps'

const T = 1_800_000_000_000
const rowsOf = (steps: readonly Step[]) => entriesOf(steps).filter(isRow)

describe('the row filter', () => {
  const ALL: RowFilter = { kinds: [], types: [], stages: [], text: '', isRegex: false }
  const rows = rowsOf([
    openAt(T),
    frameAt(T, { type: 'connected' }),
    frameAt(T, { type: 'token', stage: 'rewrite', content: '渔人' }),
    frameAt(T, { type: 'token', stage: 'storyboard', content: 'Boat' }),
    frameAt(T, { type: 'usage' }),
    bytesAt(T, 'data: 7\n\n: heartbeat\n\n'),
  ])
  it.each([
    [{}, 6],
    [{ kinds: ['message'] }, 3],
    [{ kinds: ['malformed', 'comment'] }, 2],
    [{ types: ['token'] }, 2],
    [{ types: ['usage'] }, 1],
    [{ stages: ['rewrite'] }, 1],
    [{ types: ['token'], stages: ['storyboard'], text: 'BOAT' }, 1],
    [{ text: '渔' }, 1],
    [{ text: '.*' }, 0],
    [{ text: 'heart' }, 1],
    [{ text: '^ ?heart|^7$', isRegex: true }, 2],
    [{ text: '渔.', isRegex: true }, 1],
  ] as [Partial<RowFilter>, number][])('%j matches %i rows', (filter, count) => {
    const compiled = compileFilter({ ...ALL, ...filter })
    expect(compiled.ok && rows.filter(compiled.test)).toHaveLength(count)
  })

  it.each(['(', '[a', '*', '(?=a)', 'a{9999}'])('returns a fault for the invalid pattern %s', (text) => {
    const compiled = compileFilter({ ...ALL, text, isRegex: true })
    expect(compiled).toMatchObject({ ok: false, reason: 'regex' })
  })

  it('refuses a pattern that is too long', () => {
    const text = 'a'.repeat(MAX_PATTERN_LENGTH + 1)
    expect(compileFilter({ ...ALL, text })).toMatchObject({ ok: false, reason: 'long' })
  })

  it('matches a pattern with catastrophic backtracking in linear time', () => {
    const compiled = compileFilter({ ...ALL, text: '(a+)+$|(a|aa)*b|.*.*.*.*c', isRegex: true })
    const row = rowsOf([bytesAt(T, `data: ${'a'.repeat(5_000)}!\n\n`)])[0]
    expect(compiled.ok && row && compiled.test(row)).toBe(false)
  })
})
