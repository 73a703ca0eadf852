import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeStory, encodingPreviews, readStoryFile } from '@/presentation/readStoryFile'

const utf8 = (text: string) => new TextEncoder().encode(text)
const bytes = (...values: number[]) => new Uint8Array(values)

describe('decoding a story', () => {
  it.each([
    ['plain UTF-8', utf8('晋太元中'), '晋太元中', 'utf-8'],
    [
      'UTF-8 with a mark, which is not part of the story',
      bytes(0xef, 0xbb, 0xbf, ...utf8('渔人')),
      '渔人',
      'utf-8',
    ],
    ['GB18030', bytes(0xbd, 0xfa, 0xcc, 0xab, 0xd4, 0xaa, 0xd6, 0xd0), '晋太元中', 'gb18030'],
    ['a four-byte character of GB18030', bytes(0x95, 0x32, 0x82, 0x36), '𠀀', 'gb18030'],
    ['UTF-16, low byte first', bytes(0xff, 0xfe, 0x14, 0x6e, 0x41, 0x00), '渔A', 'utf-16le'],
    ['UTF-16, high byte first', bytes(0xfe, 0xff, 0x6e, 0x14, 0x00, 0x41), '渔A', 'utf-16be'],
    ['line ends of Windows and old Macs', utf8('a\r\nb\rc\n'), 'a\nb\nc\n', 'utf-8'],
    ['the end mark of DOS', utf8('end\u001a'), 'end', 'utf-8'],
    ['UTF-16 without a mark', bytes(0x41, 0x00, 0x42, 0x00), 'AB', 'utf-16le'],
    ['nothing', bytes(), '', 'utf-8'],
  ])('takes %s', (_, input, text, encoding) => {
    expect(decodeStory(input)).toMatchObject({ status: 'read', text, encoding, damaged: 0 })
  })

  it.each([
    ['a picture', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d)],
    ['bytes of no known encoding', bytes(0x41, 0xff, 0xff)],
    ['nothing but half of a character', bytes(0xff, 0xfe, 0x00, 0xd8)],
  ])('refuses %s', (_, input) => {
    expect(decodeStory(input)).toEqual({ status: 'notText' })
  })

  it.each([
    ['with one bad byte', (text: Uint8Array) => bytes(...text.slice(0, 150), 0xff, ...text.slice(150))],
    ['cut in the middle of a character', (text: Uint8Array) => text.slice(0, -2)],
    [
      'with a character cut out of the middle',
      (text: Uint8Array) => bytes(...text.slice(0, 151), ...text.slice(152)),
    ],
  ])('takes UTF-8 %s, and says that it is damaged', (_, harm) => {
    const result = decodeStory(harm(utf8('晋太元中，武陵人捕鱼为业。'.repeat(20))))
    expect(result).toMatchObject({ status: 'read', encoding: 'utf-8', isCertain: false })
    expect(result.status === 'read' && result.damaged).toBeGreaterThan(0)
    expect(result.status === 'read' && result.text).toContain('武陵人捕鱼为业')
  })

  it('is certain of UTF-8 and of marks, and guesses otherwise', () => {
    expect(decodeStory(utf8('渔人'))).toMatchObject({ isCertain: true })
    expect(decodeStory(bytes(0xff, 0xfe, 0x14, 0x6e))).toMatchObject({ isCertain: true })
    expect(decodeStory(bytes(0xbd, 0xfa, 0xcc, 0xab))).toMatchObject({ isCertain: false })
  })

  it.each([
    ['big5', bytes(0xae, 0xe7, 0xaa, 0xe1, 0xb7, 0xbd), '桃花源'],
    ['shift_jis', bytes(0x93, 0x8d, 0x89, 0xd4, 0x8c, 0xb9), '桃花源'],
    ['utf-16le', bytes(0x43, 0x68, 0xb1, 0x82), '桃花'],
  ] as const)('shows what %s would make of it, and takes it if it is chosen', (encoding, input, text) => {
    expect(encodingPreviews(input, 14)).toContainEqual({ encoding, preview: text })
    expect(decodeStory(input, encoding)).toMatchObject({ status: 'read', text, encoding })
  })

  it('takes 200,000 characters and refuses one more, whatever their size in bytes', () => {
    expect(decodeStory(utf8('𠀀'.repeat(200_000))).status).toBe('read')
    expect(decodeStory(utf8('a'.repeat(200_001))).status).toBe('tooLong')
    expect(decodeStory(utf8('渔'.repeat(200_001))).status).toBe('tooLong')
  })

  it('takes no file for text that holds nothing but characters without a meaning', () => {
    expect(decodeStory(utf8('\ufffd')).status).toBe('notText')
    expect(decodeStory(utf8('\ue000\ue001')).status).toBe('notText')
    expect(decodeStory(utf8(`${'桃花源'.repeat(50)}\ufffd`))).toMatchObject({ status: 'read', damaged: 1 })
  })

  it('decodes any text of characters with a meaning, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[\p{Cc}\p{Co}\ufffd]|^\ufeff/u.test(text))
        expect(decodeStory(utf8(text))).toMatchObject({ status: 'read', text, encoding: 'utf-8' })
      }),
    )
    fc.assert(fc.property(fc.uint8Array(), (input) => decodeStory(input).status.length > 0))
  })

  it('does not open a file that is too large, and reports an unreadable one', async () => {
    const huge = { size: 10 ** 9, arrayBuffer: () => Promise.reject(new Error('opened')) } as unknown as File
    expect(await readStoryFile(huge)).toEqual({ result: { status: 'tooLong' }, bytes: null })
    const gone = { size: 10, arrayBuffer: () => Promise.reject(new Error('gone')) } as unknown as File
    expect(await readStoryFile(gone)).toEqual({ result: { status: 'unreadable' }, bytes: null })
  })
})
