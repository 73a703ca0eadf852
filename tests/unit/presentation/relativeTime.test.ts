import { describe, expect, it } from 'vitest'
import { relativeTime } from '@/presentation/relativeTime'

const NOW = new Date(2025, 10, 20, 12).getTime()
const MINUTE = 60_000
const DAY = 1_440 * MINUTE

describe('a time relative to now', () => {
  it.each([
    [0, '刚刚', 'just now'],
    [-5 * MINUTE, '刚刚', 'just now'],
    [59_000, '刚刚', 'just now'],
    [MINUTE, '1分钟前', '1 min. ago'],
    [90 * MINUTE, '1小时前', '1 hr. ago'],
    [DAY, '昨天', 'yesterday'],
    [6.9 * DAY, '6天前', '6 days ago'],
    [7 * DAY, '11月13日', 'Nov 13'],
    [400 * DAY, '2024年10月16日', 'Oct 16, 2024'],
  ])('shows %i ms ago as %s and as %s', (age, zh, en) => {
    expect(relativeTime(NOW - age, NOW, 'zh-CN', '刚刚')).toBe(zh)
    expect(relativeTime(NOW - age, NOW, 'en', 'just now')).toBe(en)
  })
})
