import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '@/transport/connection'
import { openConnection } from './openConnection'
import { createFrameReader, type Frame } from '@/transport/frames'
import type { AnswerFacts } from '@/transport/stream'
import { startStreamServer, streamOf, type Answer, type StreamServer } from './streamServer'

type Seen = (Frame & { bytes: string | null }) | { comment: string; bytes: string | null }

const latin = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('latin1'))
const bytesOf = (text: string) => new TextEncoder().encode(text)

/** Read these chunks. */
function read(chunks: readonly Uint8Array[], withBytes = true): Seen[] {
  const seen: Seen[] = []
  const reader = createFrameReader({
    withBytes,
    onFrame: (frame, bytes) => seen.push({ ...frame, bytes: latin(bytes) }),
    onComment: (comment, bytes) => seen.push({ comment, bytes: latin(bytes) }),
    onRetry: () => undefined,
    onTooLarge: () => undefined,
  })
  for (const chunk of chunks) {
    const buffer = chunk.slice()
    reader.feed(buffer)
    // As if the next chunk were read into the same buffer.
    buffer.fill(0)
  }
  return seen
}

describe('the bytes of a block', () => {
  it.each([
    ['LF', 'id: 1\ndata: a\n\ndata: b\n\n', ['id: 1\ndata: a\n\n', 'data: b\n\n']],
    ['CR LF', 'data: a\r\n\r\n', ['data: a\r\n\r\n']],
    ['CR', 'data: a\r\rdata: b\r\r', ['data: a\r\r', 'data: b\r\r']],
    ['comments between blocks', ': beat\n\n:\r\n\r\ndata: a\n\n', [': beat\n\n', ':\r\n\r\n', 'data: a\n\n']],
    ['a comment in a block', 'data: a\n: c\ndata: b\n\n', [': c\n', 'data: a\ndata: b\n\n']],
    ['a block without data', 'retry: 5\n\ndata: a\n\n', ['retry: 5\n\ndata: a\n\n']],
  ])('are exact with %s', (_name, text, blocks) => {
    expect(read([bytesOf(text)]).map(({ bytes }) => bytes)).toEqual(blocks)
  })

  it('include the byte order mark and invalid UTF-8', () => {
    const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, ...bytesOf('data: '), 0xe6, 0xff, 0x0a, 0x0a)
    expect(read([bytes])).toMatchObject([{ data: '\ufffd\ufffd', bytes: '\xef\xbb\xbfdata: \xe6\xff\n\n' }])
  })

  it('are null unless withBytes is set', () => {
    expect(read([bytesOf('data: a\n\n: c\n\n')], false).map(({ bytes }) => bytes)).toEqual([null, null])
  })

  const piece = fc.constantFrom(
    'data: a',
    'id: 7',
    'event: x',
    ': c',
    'retry: 9',
    '\n',
    '\n\n',
    '\r',
    '\r\n',
    '渔',
  )
  const stream = fc.array(piece).map((parts) => bytesOf(parts.join('')))
  const chunksOf = (bytes: Uint8Array, size: number) =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.slice(n * size, (n + 1) * size))

  it('do not change what is read, and none is lost or repeated, however the stream is split', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 9 }), (bytes, size) => {
        const withBytes = read(chunksOf(bytes, size))
        const without = read(chunksOf(bytes, size), false)
        expect(withBytes.map((each) => ({ ...each, bytes: null }))).toEqual(without)
        const ended = [...chunksOf(bytes, size), bytesOf('\n\ndata: end\n\n')]
        const total = read(ended).reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0)
        expect(total).toBe(ended.reduce((sum, { length }) => sum + length, 0))
      }),
    )
  })
})

let server: StreamServer | null = null
let connection: Connection | null = null

afterEach(async () => {
  connection?.close()
  await server?.close()
})

/** Open a connection and collect the answers that its tap receives. */
async function answersTo(answers: readonly Answer[], headers: Record<string, string> = {}) {
  server = await startStreamServer(answers)
  const received: (AnswerFacts & { withoutAuthorization: boolean })[] = []
  ;({ connection } = openConnection({
    url: server.url,
    headers: () => headers,
    tap: { onAnswer: (answer) => received.push(answer) },
  }))
  await vi.waitFor(() => expect(received).not.toHaveLength(0), { timeout: 5_000 })
  return received
}

describe('an answer at the tap', () => {
  it('has the headers of a stream', async () => {
    const [answer] = await answersTo([
      (response) => {
        response.setHeader('X-Accel-Buffering', 'no').setHeader('Server', 'daphne')
        streamOf(response, 'data: a\n\n')
      },
    ])
    expect(answer).toMatchObject({
      status: 200,
      bodyStart: null,
      isRedirected: false,
      withoutAuthorization: false,
    })
    expect(answer?.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      server: 'daphne',
    })
  })

  it('has the first 2 kB of a body that is not a stream', async () => {
    const page = `<!doctype html>${'x'.repeat(9_000)}`
    const [answer] = await answersTo([
      (response) => response.writeHead(404, { 'Content-Type': 'text/html' }).end(page),
    ])
    expect(answer).toMatchObject({ status: 404, statusText: 'Not Found' })
    expect(answer?.bodyStart).toBe(page.slice(0, 2_048))
  })

  it('does not wait for the rest of a body that never ends', async () => {
    const [answer] = await answersTo([
      (response) => {
        response.writeHead(500, { 'Content-Type': 'text/plain' })
        response.write('half')
      },
    ])
    expect(answer).toMatchObject({ status: 500, bodyStart: 'half' })
  })

  it('has the URL after a redirect', async () => {
    const [answer] = await answersTo([
      (response) => response.writeHead(302, { Location: '/login?next=/stream' }).end(),
      (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<form>'),
    ])
    expect(answer).toMatchObject({ status: 200, isRedirected: true, bodyStart: '<form>' })
    expect(answer?.url).toContain('/login?next=/stream')
  })
})
