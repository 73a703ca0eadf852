import { describe, expect, it } from 'vitest'
import { keyNames } from '@/presentation/keyNames'

describe('the keys of a command as a keyboard shows them', () => {
  it.each([
    ['j', ['J'], ['J']],
    ['N', ['Shift N'], ['⇧ N']],
    ['?', ['?'], ['?']],
    ['+', ['+'], ['+']],
    [' ', ['Space'], ['Space']],
    ['Escape', ['Esc'], ['Esc']],
    ['Mod+k', ['Ctrl', 'K'], ['⌘', 'K']],
    ['Shift+ArrowLeft', ['Shift', '←'], ['⇧', '←']],
  ])('are right for %j', (name, others, apple) => {
    expect(keyNames(name, { space: 'Space', isApple: false })).toEqual(others)
    expect(keyNames(name, { space: 'Space', isApple: true })).toEqual(apple)
  })
})
