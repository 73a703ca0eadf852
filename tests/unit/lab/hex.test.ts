import { describe, expect, it } from 'vitest'
import { HEX_ROW_BYTES, hexRowCount, hexRows, visibleText } from '@/lab/hex'

describe('a hex dump', () => {
  it('shows offset, bytes and printable characters', () => {
    expect(hexRows(new TextEncoder().encode('data: 渔\n\n'))).toEqual([
      {
        offset: 0,
        hex: ['64', '61', '74', '61', '3a', '20', 'e6', 'b8', '94', '0a', '0a'],
        printable: 'data: .....',
      },
    ])
  })

  it('builds only the requested rows', () => {
    const bytes = new Uint8Array(5_000_000)
    expect(hexRowCount(bytes)).toBe(5_000_000 / HEX_ROW_BYTES)
    expect(hexRows(bytes, hexRowCount(bytes) - 1, 400_000)).toHaveLength(1)
    expect(hexRows(bytes, -5, 2).map(({ offset }) => offset)).toEqual([0, 16])
  })
})

describe('visibleText', () => {
  it.each([
    ['a\0b', 'a␀b'],
    ['a\r\nb\tc', 'a␍␊\nb␉c'],
    ['\x1b[31mred\x7f', '␛[31mred␡'],
    ['\u202egpj.exe', '⟨U+202E⟩gpj.exe'],
    ['a\u200bb\ufeff', 'a⟨U+200B⟩b⟨U+FEFF⟩'],
    ['\ud800 and 😀', '⟨U+D800⟩ and 😀'],
    ['渔人 — “plain”', '渔人 — “plain”'],
  ])('turns %j into %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown)
  })
})
