import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeStory, readStoryFile } from '@/presentation/readStoryFile'

const utf8 = (text: string) => new TextEncoder().encode(text)
const bytes = (...values: number[]) => new Uint8Array(values)

describe('decoding a story', () => {
  it.each([
    ['plain UTF-8', utf8('晋太元中'), '晋太元中', 'UTF-8'],
    [
      'UTF-8 with a mark, which is not part of the story',
      bytes(0xef, 0xbb, 0xbf, ...utf8('渔人')),
      '渔人',
      'UTF-8',
    ],
    ['GB18030', bytes(0xbd, 0xfa, 0xcc, 0xab, 0xd4, 0xaa, 0xd6, 0xd0), '晋太元中', 'GB18030'],
    ['a four-byte character of GB18030', bytes(0x95, 0x32, 0x82, 0x36), '𠀀', 'GB18030'],
    ['UTF-16, low byte first', bytes(0xff, 0xfe, 0x14, 0x6e, 0x41, 0x00), '渔A', 'UTF-16LE'],
    ['UTF-16, high byte first', bytes(0xfe, 0xff, 0x6e, 0x14, 0x00, 0x41), '渔A', 'UTF-16BE'],
    ['line ends of Windows and old Macs', utf8('a\r\nb\rc\n'), 'a\nb\nc\n', 'UTF-8'],
    ['the end mark of DOS', utf8('end\u001a'), 'end', 'UTF-8'],
    ['nothing', bytes(), '', 'UTF-8'],
  ])('takes %s', (_, input, text, encoding) => {
    expect(decodeStory(input)).toEqual({ status: 'read', text, encoding })
  })

  it.each([
    ['a picture', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d)],
    ['UTF-16 without a mark', bytes(0x41, 0x00, 0x42, 0x00)],
    ['bytes of no known encoding', bytes(0x41, 0xff, 0xff)],
    ['UTF-16 cut in a pair', bytes(0xff, 0xfe, 0x00, 0xd8)],
  ])('refuses %s', (_, input) => {
    expect(decodeStory(input)).toEqual({ status: 'notText' })
  })

  it('takes 200,000 characters and refuses one more, whatever their size in bytes', () => {
    expect(decodeStory(utf8('𠀀'.repeat(200_000))).status).toBe('read')
    expect(decodeStory(utf8('a'.repeat(200_001))).status).toBe('tooLong')
    expect(decodeStory(utf8('渔'.repeat(200_001))).status).toBe('tooLong')
  })

  it('decodes any text without control characters, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/\p{Cc}|^\ufeff/u.test(text))
        expect(decodeStory(utf8(text))).toEqual({ status: 'read', text, encoding: 'UTF-8' })
      }),
    )
    fc.assert(fc.property(fc.uint8Array(), (input) => decodeStory(input).status.length > 0))
  })

  it('does not open a file that is too large, and reports an unreadable one', async () => {
    const huge = { size: 10 ** 9, arrayBuffer: () => Promise.reject(new Error('opened')) } as unknown as File
    expect(await readStoryFile(huge)).toEqual({ status: 'tooLong' })
    const gone = { size: 10, arrayBuffer: () => Promise.reject(new Error('gone')) } as unknown as File
    expect(await readStoryFile(gone)).toEqual({ status: 'unreadable' })
  })
})
