import { describe, expect, it } from 'vitest'
import { textLanguage } from '@/presentation/textLanguage'

describe('the language of a text', () => {
  it.each([
    ['忽逢桃花林', 'zh-CN'],
    ['𠮷', 'zh-CN'],
    ['The old fox slept under the red moon.', 'en'],
    ['«Il était une fois»', 'en'],
    [' \n', undefined],
  ])('%j is %s', (text, language) => {
    expect(textLanguage(text)).toBe(language)
  })
})
