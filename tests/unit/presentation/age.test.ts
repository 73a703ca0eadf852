import { describe, expect, it } from 'vitest'
import { formatAge } from '@/presentation/age'

describe('an age in words', () => {
  // The exact abbreviations are the platform's.
  it.each([
    [0, /^0 ?s.* ago$/],
    [4999, /^4 ?s.* ago$/],
    [61_000, /^1 ?m.* ago$/],
    [7_300_000, /^2 ?h.* ago$/],
    [200_000_000, /^2 ?d.* ago$/],
    [-1000, /^0 ?s.* ago$/],
  ])('of %d ms matches %s in English', (age, words) => {
    expect(formatAge(age, 'en')).toMatch(words)
  })

  it('is available in Chinese', () => {
    expect(formatAge(14_000, 'zh-CN')).toMatch(/^14 ?秒前$/)
  })
})
