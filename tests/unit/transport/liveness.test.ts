import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openConnection } from './openConnection'
import { steadyNow } from '@/platform/steadyClock'

/** Make a stream that the test writes to. */
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

/** Open a connection with controlled streams, on fake timers. */
async function connect() {
  const streams: Controlled[] = []
  const { connection, states } = openConnection({
    random: () => 0.5,
    fetch: () => {
      const stream = controlledStream()
      streams.push(stream)
      return Promise.resolve(stream.response)
    },
  })
  await vi.advanceTimersByTimeAsync(0)
  const first = streams[0]
  if (!first) throw new Error('no request was made')
  return { connection, streams, first, statuses: () => states.map(({ status }) => status), states }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('a stream that falls silent', () => {
  it('is given up 5 s after a heartbeat was due', async () => {
    const { first, states, streams } = await connect()
    for (let beat = 0; beat < 3; beat += 1) {
      await vi.advanceTimersByTimeAsync(15_000)
      await first.write(': heartbeat\n\n')
    }
    await vi.advanceTimersByTimeAsync(19_999)
    expect(states.at(-1)).toMatchObject({ status: 'open' })
    await vi.advanceTimersByTimeAsync(2)
    expect(states.at(-1)).toMatchObject({ status: 'waiting', fault: 'silent' })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(streams).toHaveLength(2)
    expect(states.at(-1)).toMatchObject({ status: 'open' })
  })

  it('is kept as long as anything arrives', async () => {
    const { first, streams } = await connect()
    await first.write(': heartbeat\n\n')
    for (let message = 0; message < 10; message += 1) {
      await vi.advanceTimersByTimeAsync(30_000)
      await first.write('data: x\n\n')
    }
    expect(streams).toHaveLength(1)
  })

  it('is reopened quietly after 35 s if there was only one heartbeat', async () => {
    const { first, streams, statuses } = await connect()
    await vi.advanceTimersByTimeAsync(15_000)
    await first.write(': heartbeat\n\n')
    await vi.advanceTimersByTimeAsync(34_999)
    expect(streams).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(10)
    expect(streams).toHaveLength(2)
    expect(statuses()).toEqual(['connecting', 'open'])
  })

  it('is never a fault if the server only greets with a comment', async () => {
    const { first, streams, statuses } = await connect()
    await first.write(': welcome\n\n')
    for (let stream = 1; stream < 5; stream += 1) {
      await vi.advanceTimersByTimeAsync(60_001)
      expect(streams).toHaveLength(stream + 1)
      await streams[stream]?.write(': welcome\n\n')
    }
    expect(statuses()).toEqual(['connecting', 'open'])
  })

  it('is reopened quietly after 60 s if the server sends no comments', async () => {
    const { first, streams, statuses } = await connect()
    await first.write('data: x\n\n')
    await vi.advanceTimersByTimeAsync(59_999)
    expect(streams).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(10)
    expect(streams).toHaveLength(2)
    expect(statuses()).toEqual(['connecting', 'open'])
  })

  it('leaves no timer behind after close', async () => {
    const { connection } = await connect()
    connection.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a heartbeat', () => {
  const beat = async (first: Controlled, afterMs: number) => {
    await vi.advanceTimersByTimeAsync(afterMs)
    await first.write(': heartbeat\n\n')
  }

  it('that was late once does not raise the limit for good', async () => {
    const { first, states } = await connect()
    for (const afterMs of [15_000, 15_000, 19_000, 15_000, 15_000, 15_000]) await beat(first, afterMs)
    await vi.advanceTimersByTimeAsync(20_001)
    expect(states.at(-1)).toMatchObject({ status: 'waiting', fault: 'silent' })
  })

  it('is not counted when it greets the stream', async () => {
    const { first, streams } = await connect()
    await beat(first, 100)
    await beat(first, 4_000)
    await beat(first, 30_000)
    expect(streams).toHaveLength(1)
  })

  it('with a misjudged interval costs one stream only', async () => {
    const { streams, first } = await connect()
    await beat(first, 2_000)
    await beat(first, 5_000)
    await vi.advanceTimersByTimeAsync(12_000) // given up after 10 s, but the server's interval is 30 s
    expect(streams).toHaveLength(2)
    const second = streams[1]
    if (!second) throw new Error('no second stream')
    for (let beats = 0; beats < 5; beats += 1) await beat(second, 30_000)
    expect(streams).toHaveLength(2)
  })
})

describe('a clock that is set back', () => {
  it('neither keeps a dead stream open nor ends a live one', async () => {
    const { first, states } = await connect()
    for (let beat = 0; beat < 2; beat += 1) {
      await vi.advanceTimersByTimeAsync(15_000)
      await first.write(': heartbeat\n\n')
    }
    vi.setSystemTime(Date.now() - 3_600_000)
    await vi.advanceTimersByTimeAsync(15_000)
    await first.write(': heartbeat\n\n')
    expect(states.at(-1)).toMatchObject({ status: 'open' })
    await vi.advanceTimersByTimeAsync(20_100)
    expect(states.at(-1)).toMatchObject({ status: 'waiting', fault: 'silent' })
  })
})

describe('a machine that slept', () => {
  /** Let the clock jump while no timer fires, as in a frozen page. */
  const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms)
  /** Open a connection and send two heartbeats. */
  async function connectWithHeartbeats() {
    const connected = await connect()
    for (let beat = 0; beat < 2; beat += 1) {
      await vi.advanceTimersByTimeAsync(15_000)
      await connected.first.write(': heartbeat\n\n')
    }
    return connected
  }

  it('notices at once on waking that a stream is dead', async () => {
    const { connection, first, states } = await connectWithHeartbeats()
    await first.write('data: x\n\n')
    sleep(600_000)
    connection.wake()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(states.at(-1)).toMatchObject({ status: 'waiting', fault: 'silent' })
  })

  it('first reads what arrived in the meantime', async () => {
    const { connection, first, states } = await connectWithHeartbeats()
    sleep(600_000)
    connection.wake()
    await first.write(': heartbeat\n\n')
    await vi.advanceTimersByTimeAsync(19_999)
    expect(states.at(-1)).toMatchObject({ status: 'open' })
    // The ten minutes do not count as a heartbeat interval.
    await vi.advanceTimersByTimeAsync(2)
    expect(states.at(-1)).toMatchObject({ status: 'waiting', fault: 'silent' })
  })
})

describe('a request without an answer', () => {
  it('is given up like a silent stream', async () => {
    const { connection, states } = openConnection({
      fetch: () => new Promise(() => undefined),
    })
    await vi.advanceTimersByTimeAsync(35_001)
    expect(states.at(-1)).toMatchObject({ status: 'waiting', fault: 'silent', attempt: 1 })
    connection.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a connection that waits', () => {
  /** Open a connection that has failed several times and now waits for long. */
  async function connectAndFail(failure: () => Promise<Response>) {
    let requests = 0
    const { connection, states } = openConnection({
      random: () => 0.999,
      fetch: () => {
        requests += 1
        return failure()
      },
    })
    await vi.advanceTimersByTimeAsync(25_000)
    return { connection, states, requests: () => requests }
  }
  const offline = () => Promise.reject<Response>(new TypeError('failed to fetch'))

  afterEach(() => vi.unstubAllGlobals())

  it('tries at once when the network returns', async () => {
    const target = new EventTarget()
    vi.stubGlobal('addEventListener', target.addEventListener.bind(target))
    vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target))
    const { connection, requests, states } = await connectAndFail(offline)
    const before = requests()
    const waiting = states.at(-1)
    expect(waiting?.status === 'waiting' && waiting.retryAt > steadyNow() + 1_000).toBe(true)
    target.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(requests()).toBe(before + 1)
    connection.close()
    target.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(requests()).toBe(before + 1)
  })

  it('tries at once when the page is shown, not when it is hidden', async () => {
    const page = Object.assign(new EventTarget(), { visibilityState: 'hidden' })
    vi.stubGlobal('document', page)
    const { connection, requests } = await connectAndFail(offline)
    const before = requests()
    page.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(0)
    expect(requests()).toBe(before)
    page.visibilityState = 'visible'
    page.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(0)
    expect(requests()).toBe(before + 1)
    connection.close()
  })

  it('follows wake signals at most once a second, and loses none', async () => {
    const { connection, requests, states } = await connectAndFail(offline)
    const before = requests()
    for (let signal = 0; signal < 10; signal += 1) {
      connection.wake()
      await vi.advanceTimersByTimeAsync(10)
    }
    expect(requests()).toBe(before + 1)
    expect(states.at(-1)).toMatchObject({ status: 'waiting', retryAt: steadyNow() + 900 })
    await vi.advanceTimersByTimeAsync(900)
    expect(requests()).toBe(before + 2)
    connection.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not let a wake signal shorten Retry-After', async () => {
    const { connection, requests } = await connectAndFail(() =>
      Promise.resolve(new Response('', { status: 503, headers: { 'Retry-After': '60' } })),
    )
    expect(requests()).toBe(1)
    connection.wake()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(requests()).toBe(1)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(requests()).toBe(2)
    connection.close()
  })

  it('ignores wake signals after it was closed', async () => {
    const { connection, requests } = await connectAndFail(offline)
    connection.close()
    const before = requests()
    connection.wake()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(requests()).toBe(before)
  })
})

describe('a stream that is reopened quietly', () => {
  it('is reported as open for at most 5 s without an answer', async () => {
    let requests = 0
    const { connection, states } = openConnection({
      onFrame: () => true,
      random: () => 0,
      fetch: () => {
        requests += 1
        if (requests > 1) return new Promise(() => undefined)
        const headers = { 'Content-Type': 'text/event-stream' }
        return Promise.resolve(new Response('data: end\n\n', { headers }))
      },
    })
    await vi.advanceTimersByTimeAsync(5_900)
    expect(requests).toBe(2)
    expect(states.at(-1)).toMatchObject({ status: 'open' })
    await vi.advanceTimersByTimeAsync(200)
    expect(states.at(-1)).toMatchObject({ status: 'connecting' })
    connection.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})
