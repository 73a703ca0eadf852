import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createConnection } from '@/transport/connection'
import type { ConnectionState } from '@/transport/connectionState'

/** A stream that the test writes to. */
function controlledStream() {
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null
  const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) })
  return {
    response: new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }),
    write: async (text: string) => {
      controller?.enqueue(new TextEncoder().encode(text))
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}

type Controlled = ReturnType<typeof controlledStream>

/** A connection whose streams are under the test's control, on a clock that is, too. */
async function connect() {
  const streams: Controlled[] = []
  const states: ConnectionState[] = []
  const connection = createConnection({
    url: '/stream',
    onFrame: () => false,
    onComment: () => undefined,
    onOpen: () => undefined,
    onState: (state) => states.push(state),
    random: () => 0.5,
    fetch: () => {
      const stream = controlledStream()
      streams.push(stream)
      return Promise.resolve(stream.response)
    },
  })
  connection.open()
  await vi.advanceTimersByTimeAsync(0)
  const first = streams[0]
  if (!first) throw new Error('no request was made')
  return { connection, streams, first, statuses: () => states.map(({ status }) => status), states }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('a silent stream', () => {
  it('is given up 5 s after a heartbeat is missing', async () => {
    const { first, states, streams } = await connect()
    for (let beat = 0; beat < 3; beat += 1) {
      await vi.advanceTimersByTimeAsync(15_000)
      await first.write(': heartbeat\n\n')
    }
    await vi.advanceTimersByTimeAsync(19_999)
    expect(states.at(-1)).toMatchObject({ status: 'open' })
    await vi.advanceTimersByTimeAsync(2)
    expect(states.at(-1)).toMatchObject({ status: 'waiting', fault: 'silent' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(streams).toHaveLength(2)
    expect(states.at(-1)).toMatchObject({ status: 'open' })
  })

  it('is kept as long as anything comes', async () => {
    const { first, streams } = await connect()
    await first.write(': heartbeat\n\n')
    for (let message = 0; message < 10; message += 1) {
      await vi.advanceTimersByTimeAsync(30_000)
      await first.write('data: x\n\n')
    }
    expect(streams).toHaveLength(1)
  })

  it('is given up after 35 s while only one heartbeat was seen', async () => {
    const { first, states } = await connect()
    await first.write(': heartbeat\n\n')
    await vi.advanceTimersByTimeAsync(35_001)
    expect(states.at(-1)).toMatchObject({ status: 'waiting', fault: 'silent' })
  })

  it('is opened again without a word after 60 s where the server sends no comments', async () => {
    const { first, streams, statuses } = await connect()
    await first.write('data: x\n\n')
    await vi.advanceTimersByTimeAsync(59_999)
    expect(streams).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(10)
    expect(streams).toHaveLength(2)
    expect(statuses()).toEqual(['connecting', 'open'])
  })

  it('leaves no timer behind when it is closed', async () => {
    const { connection } = await connect()
    connection.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a request that is not answered', () => {
  it('is given up like a silent stream', async () => {
    const states: ConnectionState[] = []
    const connection = createConnection({
      url: '/stream',
      onFrame: () => false,
      onComment: () => undefined,
      onOpen: () => undefined,
      onState: (state) => states.push(state),
      fetch: () => new Promise(() => undefined),
    })
    connection.open()
    await vi.advanceTimersByTimeAsync(35_001)
    expect(states.at(-1)).toMatchObject({ status: 'waiting', fault: 'silent', attempt: 1 })
    connection.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a connection that waits', () => {
  it('tries at once when the network is back', async () => {
    const target = new EventTarget()
    vi.stubGlobal('addEventListener', target.addEventListener.bind(target))
    vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target))
    let requests = 0
    const states: ConnectionState[] = []
    const connection = createConnection({
      url: '/stream',
      onFrame: () => false,
      onComment: () => undefined,
      onOpen: () => undefined,
      onState: (state) => states.push(state),
      random: () => 0.999,
      fetch: () => {
        requests += 1
        return Promise.reject(new TypeError('failed to fetch'))
      },
    })
    connection.open()
    await vi.advanceTimersByTimeAsync(20_000)
    const before = requests
    await vi.advanceTimersByTimeAsync(1_500)
    const waiting = states.at(-1)
    expect(waiting?.status === 'waiting' && waiting.retryAt > Date.now() + 1_000).toBe(true)
    expect(requests).toBe(before)
    target.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(requests).toBe(before + 1)
    connection.close()
    vi.unstubAllGlobals()
  })
})
