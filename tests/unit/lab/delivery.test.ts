import { describe, expect, it } from 'vitest'
import { createDeliveryMeter } from '@/lab/delivery'
import { bytesAt, entriesOf, frameAt, lostAt, openAt, type Step } from '../../fixtures/lab/steps'

const T = 1_800_000_000_000

describe('the delivery meter', () => {
  function measured(steps: readonly Step[], now: number) {
    const meter = createDeliveryMeter()
    for (const entry of entriesOf(steps)) meter.add(entry)
    return meter.read(now)
  }

  it('has no figures before the first entry', () => {
    expect(measured([], T)).toMatchObject({ firstAt: null, perSecond: 0, latency: null, seconds: [] })
  })

  it('measures rates, latency relative to the fastest message, and a chart with empty seconds', () => {
    const at = (ms: number, delayMs: number) =>
      frameAt(T + ms, {
        type: 'item_completed',
        item_type: 'image',
        timestamp: (T + ms - delayMs - 90_000) / 1000,
      })
    const { seconds, latency, ...rest } = measured(
      [openAt(T), at(0, 5), at(100, 5), at(3_200, 45), lostAt(T + 4_000, 'network'), openAt(T + 4_500)],
      T + 20_000,
    )
    expect(rest).toMatchObject({
      firstAt: T,
      lastByteAt: T + 3_200,
      perSecond: 3 / 20,
      perSecondNow: 0,
      reconnects: 1,
    })
    expect(latency).toEqual({ median: 0, p95: 40, max: 40 })
    expect(seconds.slice(0, 4).map(({ entries }) => entries)).toEqual([2, 0, 0, 1])
    expect(seconds[3]?.longestGapMs).toBe(3_100)
    expect(seconds).toHaveLength(21)
  })

  it('keeps two minutes for the chart', () => {
    const steps = Array.from({ length: 300 }, (_, n) => bytesAt(T + n * 1_000, ': c\n\n'))
    const { seconds, perSecondNow } = measured(steps, T + 299_000)
    expect(seconds).toHaveLength(120)
    expect(seconds.at(-1)?.at).toBe(T + 299_000)
    expect(perSecondNow).toBe(1)
  })

  it('reports frames that were held back, but not a replay after a reconnection', () => {
    const sent = Array.from(
      { length: 30 },
      (_, n) => (at: number) =>
        frameAt(at, { type: 'item_completed', item_type: 'image', n, timestamp: (T + n * 200) / 1000 }),
    )
    const held = [openAt(T), ...sent.map((make) => make(T + 6_000))]
    expect(measured(held, T + 6_000).bursts).toEqual([{ entry: 1, frames: 30, gapMs: 6_000 }])
    const again = [
      openAt(T),
      lostAt(T + 1, 'network'),
      openAt(T + 5_999),
      ...sent.map((make) => make(T + 6_000)),
    ]
    expect(measured(again, T + 6_000).bursts).toEqual([])
  })
})
