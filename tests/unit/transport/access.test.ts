import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConnectionOptions } from '@/transport/connection'
import { openConnection } from './openConnection'

type Ask = (headers: Readonly<Record<string, string>>) => Response | null

const stream = () =>
  new Response(new ReadableStream(), { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } })
const refusal = (status: number) => new Response('{}', { status })

let connections: { close: () => void }[] = []

/** Open a connection to a fake host: `ask` answers a request by its headers; null is a network error. */
async function connect(ask: Ask, options: Partial<ConnectionOptions> = {}) {
  const asked: string[] = []
  const { connection, states } = openConnection({
    random: () => 0.5,
    fetch: (_url, init) => {
      const headers = init.headers as Readonly<Record<string, string>>
      asked.push(headers['Authorization'] ?? 'none')
      const answer = ask(headers)
      return answer ? Promise.resolve(answer) : Promise.reject(new TypeError('failed to fetch'))
    },
    ...options,
  })
  connections.push(connection)
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
  it('asks for new access once and reconnects with it at once', async () => {
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

  it('gives up when new access is refused, or when the server refuses it too', async () => {
    const denied = await connect(() => refusal(401), { onUnauthorized: () => Promise.resolve(false) })
    expect(denied.last()).toEqual({ status: 'closed', fault: 'unauthorized' })
    expect(denied.asked).toHaveLength(1)
    const useless = await connect(() => refusal(401), { onUnauthorized: () => Promise.resolve(true) })
    expect(useless.last()).toEqual({ status: 'closed', fault: 'unauthorized' })
    expect(useless.asked).toHaveLength(2)
  })

  it('asks for access again after the server has answered something else', async () => {
    const answers = [refusal(401), refusal(503), refusal(401), stream()]
    const onUnauthorized = vi.fn(() => Promise.resolve(true))
    const { last } = await connect(() => answers.shift() ?? null, { onUnauthorized })
    await vi.advanceTimersByTimeAsync(3_000)
    expect(last()).toMatchObject({ status: 'open' })
    expect(onUnauthorized).toHaveBeenCalledTimes(2)
  })

  it.each([
    { what: 'the request for access fails', answer: () => Promise.reject(new Error('offline')) },
    { what: 'the request for access never settles', answer: () => new Promise<boolean>(() => undefined) },
    {
      what: 'the callback throws',
      answer: () => {
        throw new Error('broken')
      },
    },
  ])('waits and tries again when $what', async ({ answer }) => {
    let answers = 0
    const { states } = await connect(() => (answers++ === 0 ? refusal(401) : stream()), {
      onUnauthorized: answer,
    })
    await vi.advanceTimersByTimeAsync(32_000)
    expect(states.map(({ status }) => status)).toEqual(['connecting', 'waiting', 'open'])
    expect(states[1]).toMatchObject({ fault: 'unauthorized' })
  })

  it('ignores wake signals while it asks for access', async () => {
    const onUnauthorized = vi.fn(() => new Promise<boolean>(() => undefined))
    const { connection, asked } = await connect(() => refusal(401), { onUnauthorized })
    connection.wake()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked).toHaveLength(1)
    expect(onUnauthorized).toHaveBeenCalledTimes(1)
  })

  it('stays closed when access is granted after it was closed', async () => {
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

describe('a connection to another origin that refuses Authorization', () => {
  const other = { url: 'http://other.test/stream', headers: () => ({ Authorization: 'Bearer a' }) }
  beforeEach(() => vi.stubGlobal('location', new URL('http://page.test/')))

  it('retries without the header and reports that', async () => {
    const { last, asked } = await connect((headers) => ('Authorization' in headers ? null : stream()), other)
    expect(asked).toEqual(['Bearer a', 'none'])
    expect(last()).toMatchObject({ status: 'open', withoutAuthorization: true })
  })

  it('sends the header again for the next stream', async () => {
    let allows = false
    const { last, connection } = await connect(
      (headers) => ('Authorization' in headers && !allows ? null : stream()),
      other,
    )
    allows = true
    await vi.advanceTimersByTimeAsync(60_001) // a stream without comments is reopened quietly
    expect(last()).toMatchObject({ status: 'open' })
    expect(last()).not.toHaveProperty('withoutAuthorization')
    connection.close()
  })

  it('does not give up on a 401 to a request without the header', async () => {
    const { last } = await connect((headers) => ('Authorization' in headers ? null : refusal(401)), other)
    expect(last()).toMatchObject({ status: 'waiting', fault: 'unauthorized' })
  })

  it('keeps the header after a network error once the host has answered with it', async () => {
    let isOffline = false
    const { asked } = await connect(() => (isOffline ? null : refusal(503)), other)
    isOffline = true
    await vi.advanceTimersByTimeAsync(1_500)
    expect(asked).toEqual(['Bearer a', 'Bearer a'])
  })
})

describe('a closed connection', () => {
  it('cancels the body of an answer that arrives afterwards', async () => {
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

  it('cancels the stream even if fetch ignores the signal', async () => {
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
