import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NewEntry } from '@/lab/entries'
import { createLog } from '@/lab/recording/log'

const comment = (size: number): NewEntry => ({
  kind: 'comment',
  receivedAt: 0,
  text: '',
  bytes: new Uint8Array(size),
})

describe('the log', () => {
  it('keeps the newest entries with their indexes and counts what it dropped', () => {
    const log = createLog({ maxEntries: 3, maxBytes: 1_000 })
    for (let n = 0; n < 5; n += 1) log.add(comment(10))
    expect(log.from(0).map(({ index }) => index)).toEqual([2, 3, 4])
    expect(log.dropped()).toEqual({ entries: 2, bytes: 20 })
    expect([log.at(1), log.at(2)?.index, log.at(5)]).toEqual([null, 2, null])
    expect(log.from(4).map(({ index }) => index)).toEqual([4])
  })

  it('keeps within its byte limit but always keeps the newest entry', () => {
    const log = createLog({ maxEntries: 100, maxBytes: 25 })
    for (let n = 0; n < 4; n += 1) log.add(comment(10))
    expect(log.from(0)).toHaveLength(2)
    log.add(comment(5_000))
    expect(log.from(0).map(({ index }) => index)).toEqual([4])
    log.clear()
    expect([log.from(0), log.next(), log.dropped()]).toEqual([[], 0, { entries: 0, bytes: 0 }])
  })

  it('holds the same entries as a plain list of the newest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(30), { maxLength: 200 }),
        fc.integer({ min: 1, max: 20 }),
        (sizes, most) => {
          const log = createLog({ maxEntries: most, maxBytes: Infinity })
          for (const size of sizes) log.add(comment(size))
          const first = Math.max(0, sizes.length - most)
          expect(log.from(0).map(({ index }) => index)).toEqual(sizes.map((_, index) => index).slice(first))
        },
      ),
    )
  })

  it('still finds entries after it has compacted its list', () => {
    const log = createLog({ maxEntries: 10, maxBytes: Infinity })
    for (let n = 0; n < 20_000; n += 1) log.add(comment(1))
    expect(log.from(0).map(({ index }) => index)).toEqual([...Array(10).keys()].map((n) => 19_990 + n))
    expect(log.at(19_995)?.index).toBe(19_995)
  })
})
