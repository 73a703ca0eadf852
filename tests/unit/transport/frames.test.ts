import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrameReader, type Frame } from '@/transport/frames'

interface Read {
  frames: Frame[]
  comments: string[]
  retries: number[]
  tooLarge: number
}

function read(chunks: readonly Uint8Array[], maxFrameLength?: number): Read {
  const result: Read = { frames: [], comments: [], retries: [], tooLarge: 0 }
  const reader = createFrameReader({
    onFrame: (frame) => result.frames.push(frame),
    onComment: (comment) => result.comments.push(comment),
    onRetry: (ms) => result.retries.push(ms),
    onTooLarge: () => (result.tooLarge += 1),
    ...(maxFrameLength !== undefined && { maxFrameLength }),
  })
  for (const chunk of chunks) reader.feed(chunk)
  return result
}

const bytes = (text: string) => new TextEncoder().encode(text)
const readText = (text: string) => read([bytes(text)])
const frame = (data: string, rest: Partial<Frame> = {}): Frame => ({ data, event: null, id: null, ...rest })

describe('the frame reader', () => {
  it.each<{ what: string; text: string; frames: Frame[] }>([
    { what: 'a data line', text: 'data: a\n\n', frames: [frame('a')] },
    { what: 'a data line without a space after the colon', text: 'data:a\n\n', frames: [frame('a')] },
    {
      what: 'data with two leading spaces, of which one is removed',
      text: 'data:  a\n\n',
      frames: [frame(' a')],
    },
    { what: 'several data lines', text: 'data: a\ndata: b\ndata\n\n', frames: [frame('a\nb\n')] },
    { what: 'CR LF', text: 'data: a\r\n\r\ndata: b\r\n\r\n', frames: [frame('a'), frame('b')] },
    { what: 'CR', text: 'data: a\r\rdata: b\r\r', frames: [frame('a'), frame('b')] },
    {
      what: 'mixed line endings',
      text: 'data: a\r\ndata: b\r\n\ndata: c\n\r\n',
      frames: [frame('a\nb'), frame('c')],
    },
    { what: 'CR in the data, which ends the line', text: 'data: a\rb: c\n\n', frames: [frame('a')] },
    { what: 'a comment between data lines', text: 'data: a\n: x\ndata: b\n\n', frames: [frame('a\nb')] },
    { what: 'data without a value', text: 'data\n\n', frames: [frame('')] },
    { what: 'many blank lines', text: '\n\n\ndata: a\n\n\n\n', frames: [frame('a')] },
    { what: 'a field with a space before its colon', text: 'data : a\n\ndata: b\n\n', frames: [frame('b')] },
    { what: 'the last of several ids', text: 'id: 1\nid: 2\ndata: a\n\n', frames: [frame('a', { id: '2' })] },
    { what: 'a byte order mark in the middle', text: 'data: \uFEFFa\n\n', frames: [frame('\uFEFFa')] },
    { what: 'two byte order marks, of which one is removed', text: '\uFEFF\uFEFFdata: a\n\n', frames: [] },
    { what: 'a byte order mark', text: '\uFEFFdata: a\n\n', frames: [frame('a')] },
    {
      what: 'an id and an event',
      text: 'id: 7\nevent: x\ndata: a\n\n',
      frames: [frame('a', { id: '7', event: 'x' })],
    },
    {
      what: 'an id that is not inherited',
      text: 'id: 7\ndata: a\n\ndata: b\n\n',
      frames: [frame('a', { id: '7' }), frame('b')],
    },
    {
      what: 'an empty id, which clears the last event ID',
      text: 'id:\ndata: a\n\n',
      frames: [frame('a', { id: '' })],
    },
    { what: 'an id with NUL, which is ignored', text: 'id: 7\0\ndata: a\n\n', frames: [frame('a')] },
    { what: 'a block without data', text: 'event: x\nid: 1\n\ndata: a\n\n', frames: [frame('a')] },
    { what: 'an unknown field', text: 'colour: red\ndata: a\n\n', frames: [frame('a')] },
    { what: 'an invalid retry', text: 'retry: soon\ndata: a\n\n', frames: [frame('a')] },
    { what: 'a colon in the data', text: 'data: a: b\n\n', frames: [frame('a: b')] },
    {
      what: 'a last block without its blank line, which is discarded',
      text: 'data: a\n\ndata: b\n',
      frames: [frame('a')],
    },
    { what: 'nothing', text: '', frames: [] },
  ])('reads $what', ({ text, frames }) => {
    expect(readText(text).frames).toEqual(frames)
  })

  it('passes on comments and reconnection times', () => {
    const { comments, retries, frames } = readText(': heartbeat\n\n:\nretry: 2500\ndata: a\n\n')
    expect({ comments, retries, frames }).toEqual({
      comments: ['heartbeat', ''],
      retries: [2500],
      frames: [frame('a')],
    })
  })

  it.each([
    { text: 'retry: 2500\n', retries: [2500] },
    { text: 'retry: 0\n', retries: [0] },
    { text: 'retry: soon\nretry: -1\nretry: 1.5\nretry:\nretry: 1e3\n', retries: [] },
  ])('accepts a reconnection time only in digits: $text', ({ text, retries }) => {
    expect(readText(text).retries).toEqual(retries)
  })

  it('dispatches a frame that ends in CR at once, without waiting for the next line', () => {
    expect(read([bytes('data: a\r\r')]).frames).toEqual([frame('a')])
    expect(read([bytes('data: a\r'), bytes('\n\r'), bytes('\ndata: b\r\r')]).frames).toEqual([
      frame('a'),
      frame('b'),
    ])
  })

  it('reads the same wherever the bytes are split, even within a character', () => {
    const text =
      '\uFEFF: 心跳\r\nid: 一\r\ndata: {"content":"桃花源 🌸"}\r\n\r\ndata: é\n\ndata: x\r\r: a\r\n\r'
    const whole = readText(text)
    expect(whole).toMatchObject({ comments: ['心跳', 'a'] })
    expect(whole.frames).toHaveLength(3)
    const all = bytes(text)
    for (let cut = 0; cut <= all.length; cut += 1) {
      expect(read([all.slice(0, cut), all.slice(cut)])).toEqual(whole)
    }
    expect(read([...all].map((byte) => Uint8Array.of(byte)))).toEqual(whole)
  })

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), (chunks) => {
        expect(() => read(chunks)).not.toThrow()
      }),
    )
  })

  it('gives up a block that grows too large line by line', () => {
    const lines = Array.from({ length: 30 }, () => bytes('data: xx\n'))
    expect(read(lines, 40)).toMatchObject({ tooLarge: 1, frames: [] })
    const words = Array.from({ length: 30 }, () => bytes(': xxxxxx'))
    expect(read(words, 40)).toMatchObject({ tooLarge: 1, comments: [] })
  })

  it('gives up a line that is too long, once, and reads nothing more', () => {
    const { tooLarge, frames } = read(
      [bytes('data: ok\n\n'), bytes(`data: ${'x'.repeat(50)}`), bytes('\n\ndata: a\n\n')],
      40,
    )
    expect(tooLarge).toBe(1)
    expect(frames).toEqual([frame('ok')])
  })
})
