import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { steadyNow } from '@/platform/steadyClock'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

/** How far the steady clock goes while something happens. */
function passed(happens: () => void): number {
  const before = steadyNow()
  happens()
  return steadyNow() - before
}

describe('the steady clock', () => {
  it('goes with the time', () => {
    expect(passed(() => vi.advanceTimersByTime(2_500))).toBe(2_500)
  })

  it('goes on where the clock of the system is set back', () => {
    steadyNow()
    expect(
      passed(() => {
        vi.setSystemTime(Date.now() - 600_000)
        vi.advanceTimersByTime(4_000)
      }),
    ).toBe(4_000)
  })

  it('counts the time that the machine slept, while only the clock of the system went on', () => {
    steadyNow()
    expect(passed(() => vi.setSystemTime(Date.now() + 60_000))).toBe(60_000)
    expect(passed(() => vi.advanceTimersByTime(1_000))).toBe(1_000)
  })
})
