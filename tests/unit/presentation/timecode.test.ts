import { describe, expect, it } from 'vitest'
import { formatTimecode } from '@/presentation/timecode'

describe('a timecode', () => {
  it.each([
    [0, '00:00'],
    [0.9, '00:00'],
    [42, '00:42'],
    [59.999, '00:59'],
    [60, '01:00'],
    [3599, '59:59'],
    [3600, '01:00:00'],
    [4050, '01:07:30'],
    [360_000, '100:00:00'],
    [-5, '00:00'],
    [NaN, '00:00'],
    [Infinity, '00:00'],
  ])('of %d seconds is %s', (seconds, timecode) => {
    expect(formatTimecode(seconds)).toBe(timecode)
  })
})
