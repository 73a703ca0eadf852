import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createConnection, type ConnectionOptions } from '@/transport/connection'
import type { ConnectionState } from '@/transport/connectionState'

type Ask = (headers: Readonly<Record<string, string>>) => Response | null

const stream = () =>
  new Response(new ReadableStream(), { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } })
const refusal = (status: number) => new Response('{}', { status })

let connections: { close: () => void }[] = []

/** A connection to a host in place of the network: `ask` answers a request by its headers, null for no answer. */
async function connect(ask: Ask, options: Partial<ConnectionOptions> = {}) {
  const states: ConnectionState[] = []
  const asked: string[] = []
  const connection = createConnection({
    url: '/stream',
    onFrame: () => false,
    onComment: () => undefined,
    onOpen: () => undefined,
    onState: (state) => states.push(state),
    random: () => 0.5,
    fetch: (_url, init) => {
      const headers = init.headers as Readonly<Record<string, string>>
      asked.push(headers['Authorization'] ?? 'nobody')
      const answer = ask(headers)
      return answer ? Promise.resolve(answer) : Promise.reject(new TypeError('failed to fetch'))
    },
    ...options,
  })
  connections.push(connection)
  connection.open()
  await vi.advanceTimersByTimeAsync(0)
  return { connection, states, asked, last: () => states.at(-1) }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  for (const connection of connections) connection.close()
  connections = []
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a connection whose access has expired', () => {
  it('asks for new access once and goes on with it at once', async () => {
    let token = 'old'
    const onUnauthorized = vi.fn(() => {
      token = 'new'
      return Promise.resolve(true)
    })
    const { states, asked } = await connect(
      (headers) => (headers['Authorization'] === 'Bearer new' ? stream() : refusal(401)),
      { headers: () => ({ Authorization: `Bearer ${token}` }), onUnauthorized },
    )
    expect(states.map(({ status }) => status)).toEqual(['connecting', 'open'])
    expect(asked).toEqual(['Bearer old', 'Bearer new'])
    expect(onUnauthorized).toHaveBeenCalledTimes(1)
  })

  it('is given up where new access is refused, or helps nothing', async () => {
    const denied = await connect(() => refusal(401), { onUnauthorized: () => Promise.resolve(false) })
    expect(denied.last()).toEqual({ status: 'closed', fault: 'unauthorized' })
    expect(denied.asked).toHaveLength(1)
    const useless = await connect(() => refusal(401), { onUnauthorized: () => Promise.resolve(true) })
    expect(useless.last()).toEqual({ status: 'closed', fault: 'unauthorized' })
    expect(useless.asked).toHaveLength(2)
  })

  it('asks again later in its life', async () => {
    const answers = [refusal(401), refusal(503), refusal(401), stream()]
    const onUnauthorized = vi.fn(() => Promise.resolve(true))
    const { last } = await connect(() => answers.shift() ?? null, { onUnauthorized })
    await vi.advanceTimersByTimeAsync(3_000)
    expect(last()).toMatchObject({ status: 'open' })
    expect(onUnauthorized).toHaveBeenCalledTimes(2)
  })

  it.each([
    { what: 'it cannot be found out', answer: () => Promise.reject(new Error('the network is away')) },
    { what: 'nobody answers', answer: () => new Promise<boolean>(() => undefined) },
    {
      what: 'whoever is asked breaks down',
      answer: () => {
        throw new Error('broken')
      },
    },
  ])('waits and tries again where $what', async ({ answer }) => {
    let answers = 0
    const { states } = await connect(() => (answers++ === 0 ? refusal(401) : stream()), {
      onUnauthorized: answer,
    })
    await vi.advanceTimersByTimeAsync(32_000)
    expect(states.map(({ status }) => status)).toEqual(['connecting', 'waiting', 'open'])
    expect(states[1]).toMatchObject({ fault: 'unauthorized' })
  })

  it('is not hurried while it asks', async () => {
    const onUnauthorized = vi.fn(() => new Promise<boolean>(() => undefined))
    const { connection, asked } = await connect(() => refusal(401), { onUnauthorized })
    connection.wake()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked).toHaveLength(1)
    expect(onUnauthorized).toHaveBeenCalledTimes(1)
  })

  it('that was closed while it asked stays closed', async () => {
    let grant: (isGranted: boolean) => void = () => undefined
    const { connection, asked, last } = await connect(() => refusal(401), {
      onUnauthorized: () => new Promise((resolve) => (grant = resolve)),
    })
    connection.close()
    grant(true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(1)
    expect(last()).toEqual({ status: 'closed', fault: null })
  })
})

describe('a host of another origin that will not be asked with Authorization', () => {
  const other = { url: 'http://other.test/stream', headers: () => ({ Authorization: 'Bearer a' }) }
  beforeEach(() => vi.stubGlobal('location', new URL('http://page.test/')))

  it('is asked without it, and that is said', async () => {
    const { last, asked } = await connect((headers) => ('Authorization' in headers ? null : stream()), other)
    expect(asked).toEqual(['Bearer a', 'nobody'])
    expect(last()).toMatchObject({ status: 'open', withoutAuthorization: true })
  })

  it('is asked with it again by the next stream', async () => {
    let allows = false
    const { last, connection } = await connect(
      (headers) => ('Authorization' in headers && !allows ? null : stream()),
      other,
    )
    allows = true
    await vi.advanceTimersByTimeAsync(60_001) // a stream without comments is opened again quietly
    expect(last()).toMatchObject({ status: 'open' })
    expect(last()).not.toHaveProperty('withoutAuthorization')
    connection.close()
  })

  it('is not given up for a 401 to the request without it', async () => {
    const { last } = await connect((headers) => ('Authorization' in headers ? null : refusal(401)), other)
    expect(last()).toMatchObject({ status: 'waiting', fault: 'unauthorized' })
  })

  it('that has answered with it once is not asked without it when the network is away', async () => {
    let isAway = false
    const { asked } = await connect(() => (isAway ? null : refusal(503)), other)
    isAway = true
    await vi.advanceTimersByTimeAsync(1_500)
    expect(asked).toEqual(['Bearer a', 'Bearer a'])
  })
})

describe('what is left behind', () => {
  it('is nothing: an answer that comes after the end is let go', async () => {
    let answer: (response: Response) => void = () => undefined
    const { connection } = await connect(stream, {
      fetch: () => new Promise((resolve) => (answer = resolve)),
    })
    const cancel = vi.fn()
    connection.close()
    answer(new Response(new ReadableStream({ cancel }), { headers: { 'Content-Type': 'text/event-stream' } }))
    await vi.advanceTimersByTimeAsync(0)
    expect(cancel).toHaveBeenCalledTimes(1)
  })

  it('is nothing: a stream is let go although its fetch knows no signal', async () => {
    const cancel = vi.fn()
    const { connection } = await connect(
      () =>
        new Response(new ReadableStream({ cancel }), { headers: { 'Content-Type': 'text/event-stream' } }),
    )
    connection.close()
    await vi.advanceTimersByTimeAsync(0)
    expect(cancel).toHaveBeenCalledTimes(1)
  })
})
