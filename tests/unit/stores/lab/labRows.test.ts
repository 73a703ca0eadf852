import { describe, expect, it } from 'vitest'
import { createLog } from '@/lab/recording/log'
import { createLabRows, NO_FILTER } from '@/stores/lab/labRows'
import { frame, token } from './labFixtures'

const never = () => false

function table(limits?: { maxEntries: number; maxBytes: number }) {
  const log = createLog(limits)
  const rows = createLabRows(log, () => undefined)
  const contents = () =>
    rows.list.value.rows.map((row) =>
      row.kind === 'run' ? row.entries.length : row.entry.kind === 'frame' ? row.entry.data : row.entry.text,
    )
  return { log, rows, contents }
}

describe('the rows of the lab', () => {
  it('match the filter, including entries that arrived before it was set', () => {
    const { log, rows, contents } = table()
    log.add(frame({ type: 'connected' }))
    log.add({ kind: 'comment', receivedAt: 0, text: 'heartbeat', bytes: new Uint8Array(4) })
    log.add({ kind: 'connection', receivedAt: 0, state: { status: 'idle' } })
    log.add(frame('nonsense'))
    rows.work(never)
    expect(contents()).toEqual(['{"type":"connected"}', 'heartbeat', 'nonsense'])
    rows.setFilter({ ...NO_FILTER, kinds: ['malformed'] })
    rows.work(never)
    expect(contents()).toEqual(['nonsense'])
  })

  it('keep the previous filter when a pattern is invalid', () => {
    const { log, rows, contents } = table()
    log.add(token('a'))
    rows.work(never)
    rows.setFilter({ ...NO_FILTER, text: '(', isRegex: true })
    rows.work(never)
    expect(rows.fault.value).toBe('regex')
    expect(contents()).toHaveLength(1)
  })

  it('are only counted while paused and appear afterwards', () => {
    const { log, rows, contents } = table()
    log.add(token('a'))
    rows.work(never)
    rows.setPaused(true)
    for (const content of ['b', 'c']) log.add(token(content))
    log.add({ kind: 'connection', receivedAt: 0, state: { status: 'idle' } })
    rows.work(never)
    expect(rows.waiting.value).toBe(2)
    expect(contents()).toHaveLength(1)
    rows.setPaused(false)
    rows.work(never)
    expect(contents()).toHaveLength(3)
    expect(rows.waiting.value).toBe(0)
  })

  it('are folded the same whether tokens arrive together or one by one', () => {
    const { log, rows, contents } = table()
    rows.setFolding(true)
    for (let at = 0; at < 5; at += 1) {
      log.add(token(String(at)))
      rows.work(never)
    }
    log.add(frame({ type: 'done', stage: 'rewrite', full_text: 'x' }))
    log.add(token('again'))
    rows.work(never)
    expect(contents().map((content) => (typeof content === 'number' ? content : 'one'))).toEqual([
      5,
      'one',
      'one',
    ])
  })

  it('split a long run, so that only its last part is folded again', () => {
    const { log, rows, contents } = table()
    rows.setFolding(true)
    for (let at = 0; at < 2_500; at += 1) log.add(token('x'))
    rows.work(never)
    const sizes = contents() as number[]
    expect(sizes.length).toBeGreaterThan(1)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2_500)
  })

  it('stay hidden after clearing, whatever the filter', () => {
    const { log, rows, contents } = table()
    log.add(token('old'))
    rows.work(never)
    rows.hide()
    log.add(token('new'))
    rows.setFilter({ ...NO_FILTER, kinds: ['message'] })
    rows.work(never)
    expect(contents()).toHaveLength(1)
    expect(contents()[0]).toContain('new')
  })

  it('drop entries that the log has dropped and count them', () => {
    const { log, rows, contents } = table({ maxEntries: 3, maxBytes: 1e9 })
    for (let at = 0; at < 3; at += 1) log.add(token(String(at)))
    rows.work(never)
    for (let at = 3; at < 5; at += 1) log.add(token(String(at)))
    rows.work(never)
    expect(contents()).toHaveLength(3)
    expect(contents()[0]).toContain('"2"')
    expect(rows.removed.value).toBe(2)
  })

  it('stop when the time is spent and continue from there', () => {
    const { log, rows, contents } = table()
    for (let at = 0; at < 10; at += 1) log.add(token(String(at)))
    let looks = 0
    const hasMore = rows.work(() => (looks += 1) > 5)
    expect(hasMore).toBe(true)
    const first = contents().length
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThan(10)
    expect(rows.work(never)).toBe(false)
    expect(contents()).toHaveLength(10)
  })
})
