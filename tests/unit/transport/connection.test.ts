import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Connection, ConnectionOptions } from '@/transport/connection'
import { openConnection } from './openConnection'
import type { Frame } from '@/transport/frames'
import { startStreamServer, streamOf, type Answer, type StreamServer } from './streamServer'

let server: StreamServer | null = null
let connection: Connection | null = null

afterEach(async () => {
  connection?.close()
  await server?.close()
  server = null
  connection = null
})

/** Open a connection to a server with these answers. Its waits have no jitter. */
async function connect(answers: readonly Answer[], options: Partial<ConnectionOptions> = {}) {
  server = await startStreamServer(answers)
  const frames: Frame[] = []
  let opened = 0
  const created = openConnection({
    url: server.url,
    onFrame: (frame) => frames.push(frame) > 0 && frame.data === 'end',
    onOpen: () => (opened += 1),
    random: () => 0,
    ...options,
  })
  connection = created.connection
  return {
    server,
    frames,
    states: created.states,
    opened: () => opened,
    statuses: () => created.states.map(({ status }) => status),
    last: () => created.states.at(-1),
  }
}

const open: Answer = (response) => streamOf(response, 'data: here\n\n')

describe('a connection to a real server', () => {
  it('requests a stream and passes on its frames', async () => {
    const { frames, statuses, server } = await connect([open])
    await vi.waitFor(() => expect(frames.map(({ data }) => data)).toEqual(['here']))
    expect(statuses()).toEqual(['connecting', 'open'])
    expect(server.requests[0]?.headers).toMatchObject({ accept: 'text/event-stream' })
    expect(server.requests[0]?.headers).not.toHaveProperty('last-event-id')
  })

  it('reads a frame longer than its buffer', async () => {
    const long = '桃花源記'.repeat(100_000)
    const { frames } = await connect([(response) => streamOf(response, `data: ${long}\n\ndata: end\n\n`)])
    await vi.waitFor(() => expect(frames).toHaveLength(2))
    expect(frames[0]?.data === long).toBe(true)
    expect(frames[1]?.data).toBe('end')
  })

  it('reads bodies without a byte reader', async () => {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        for (const text of ['da', 'ta: a\n', '\ndata: end\n\n'])
          controller.enqueue(new TextEncoder().encode(text))
        controller.close()
      },
    })
    const fetch = () =>
      Promise.resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }))
    const { frames } = await connect([], { fetch })
    await vi.waitFor(() => expect(frames.map(({ data }) => data)).toEqual(['a', 'end']))
  })

  it('reconnects after a cut and sends the last event ID', async () => {
    const cut: Answer = (response) => {
      streamOf(response, 'id: 7\ndata: a\n\ndata: b\n\n')
      setImmediate(() => response.destroy())
    }
    const { frames, states, server, opened } = await connect([cut, open])
    await vi.waitFor(() => expect(frames.map(({ data }) => data)).toEqual(['a', 'b', 'here']))
    expect(server.requests[1]?.headers['last-event-id']).toBe('7')
    expect(states[2]).toMatchObject({ status: 'waiting', attempt: 1, fault: 'network' })
    expect(states[3]).toMatchObject({ status: 'open' })
    expect(opened()).toBe(2)
  })

  it('sends a last event ID that is not Latin as UTF-8 bytes', async () => {
    const cut: Answer = (response) => {
      streamOf(response, 'id: 第七\ndata: a\n\n')
      setImmediate(() => response.destroy())
    }
    const { frames, server } = await connect([cut, open])
    await vi.waitFor(() => expect(frames.map(({ data }) => data)).toEqual(['a', 'here']))
    const sent = server.requests[1]?.headers['last-event-id']
    expect(Buffer.from(String(sent), 'latin1').toString('utf8')).toBe('第七')
  })

  it('treats a cut after the last frame of a run as its end', async () => {
    const cut: Answer = (response) => {
      streamOf(response, 'data: end\n\n')
      setImmediate(() => response.destroy())
    }
    const { frames, statuses } = await connect([cut, open])
    await vi.waitFor(() => expect(frames.map(({ data }) => data)).toEqual(['end', 'here']), {
      timeout: 4_000,
    })
    expect(statuses()).toEqual(['connecting', 'open'])
  })

  it('follows a redirect to a stream, and reports that a sign-in page is not one', async () => {
    const redirect: Answer = (response) => response.writeHead(302, { Location: '/elsewhere' }).end()
    const stream = await connect([redirect, open])
    await vi.waitFor(() => expect(stream.frames).toHaveLength(1))
    connection?.close()
    await stream.server.close()
    const page = await connect([
      redirect,
      (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<form>'),
    ])
    await vi.waitFor(() => expect(page.last()).toEqual({ status: 'closed', fault: 'not_a_stream' }))
  })

  it('stops without a fault on 204 No Content', async () => {
    const { last, server } = await connect([(response) => response.writeHead(204).end()])
    await vi.waitFor(() => expect(last()).toEqual({ status: 'closed', fault: null }))
    expect(server.requests).toHaveLength(1)
  })

  it('reports a frame that is too large, and reconnects', async () => {
    const endless: Answer = (response) => {
      streamOf(response, 'data: ')
      const megabyte = 'x'.repeat(1024 * 1024)
      for (let size = 0; size < 9; size += 1) response.write(megabyte)
    }
    const { states, frames } = await connect([endless, open])
    await vi.waitFor(() => expect(frames.map(({ data }) => data)).toEqual(['here']), { timeout: 4_000 })
    expect(states[2]).toMatchObject({ status: 'waiting', fault: 'frame_too_large' })
  })

  it('reports a fault when the server closes the stream before the end of the run', async () => {
    const { states } = await connect([
      (response) => response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('data: a\n\n'),
      open,
    ])
    await vi.waitFor(() => expect(states).toHaveLength(4))
    expect(states[2]).toMatchObject({ status: 'waiting', fault: 'ended' })
  })

  it('reopens quietly after an end in good order', async () => {
    const ends: Answer = (response) => {
      streamOf(response, 'data: end\n\n')
      response.end()
    }
    const { frames, statuses } = await connect([ends, open])
    await vi.waitFor(() => expect(frames.map(({ data }) => data)).toEqual(['end', 'here']), {
      timeout: 4_000,
    })
    expect(statuses()).toEqual(['connecting', 'open'])
  })

  it.each([
    { status: 401, type: 'application/json', fault: 'unauthorized' },
    { status: 403, type: 'application/json', fault: 'forbidden' },
    { status: 404, type: 'application/json', fault: 'not_found' },
    { status: 200, type: 'text/html', fault: 'not_a_stream' },
  ])('gives up when another attempt would be refused as well: $fault', async ({ status, type, fault }) => {
    const { last, server } = await connect([
      (response) => response.writeHead(status, { 'Content-Type': type }).end('{}'),
    ])
    await vi.waitFor(() => expect(last()).toEqual({ status: 'closed', fault }))
    expect(server.requests).toHaveLength(1)
  })

  it('reports server errors in a row as one interruption with one start', async () => {
    const fails: Answer = (response) => response.writeHead(503).end()
    const { states, statuses } = await connect([fails, fails, open])
    await vi.waitFor(() => expect(statuses()).toEqual(['connecting', 'waiting', 'waiting', 'open']))
    const [, first, second] = states
    expect(first).toMatchObject({ attempt: 1, fault: 'server' })
    expect(second).toMatchObject({ attempt: 2, since: first?.status === 'waiting' ? first.since : null })
  })

  it('reads a stream that arrives byte by byte', async () => {
    const drip: Answer = (response) => {
      streamOf(response, '')
      const bytes = [...new TextEncoder().encode('data: 桃花源🌸\n\n')]
      const next = () => {
        const byte = bytes.shift()
        if (byte !== undefined) response.write(Uint8Array.of(byte), next)
      }
      next()
    }
    const { frames } = await connect([drip])
    await vi.waitFor(() => expect(frames.map(({ data }) => data)).toEqual(['桃花源🌸']))
  })

  it('aborts the request when it is closed, and reports nothing more', async () => {
    let isClosed = false
    const { states, frames } = await connect([
      (response) => {
        streamOf(response, 'data: a\n\n')
        response.on('close', () => (isClosed = true))
      },
    ])
    await vi.waitFor(() => expect(frames).toHaveLength(1))
    connection?.close()
    await vi.waitFor(() => expect(isClosed).toBe(true))
    expect(states.at(-1)).toEqual({ status: 'closed', fault: null })
    expect(states.filter(({ status }) => status === 'closed')).toHaveLength(1)
  })

  it('can be closed in the middle of a chunk', async () => {
    const seen: string[] = []
    await connect([(response) => streamOf(response, 'data: a\n\ndata: b\n\n')], {
      onFrame: (frame) => {
        seen.push(frame.data)
        connection?.close()
        return false
      },
    })
    await vi.waitFor(() => expect(seen).toEqual(['a']))
  })

  it('can be opened again after it was closed', async () => {
    const { opened, statuses } = await connect([open])
    await vi.waitFor(() => expect(opened()).toBe(1))
    connection?.close()
    connection?.open()
    await vi.waitFor(() => expect(opened()).toBe(2))
    expect(statuses()).toEqual(['connecting', 'open', 'closed', 'connecting', 'open'])
  })
})
