// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHubClient, type HubClient } from '@/worker/page/hubClient'
import { steadyNow } from '@/platform/steadyClock'
import type { HubMessage, LinkHandlers, TabMessage } from '@/worker/portMessages'
import { settle } from '../fakes'

const URL_A = '/sse/projects/a/'

let sent: TabMessage[]
let handlers: LinkHandlers
let revive: ReturnType<typeof vi.fn<() => void>>
let token: string | null
let refresh: ReturnType<typeof vi.fn<(refused: string | null) => Promise<boolean>>>
let announceChange: () => void
let client: HubClient
const closers: (() => void)[] = []

const types = () => sent.map(({ type }) => type)
const receive = (message: HubMessage) => handlers.onMessage(message)

function follow() {
  const events: string[] = []
  const stream = client.stream(
    { url: URL_A },
    {
      onParsed: (parsed) => events.push(parsed.kind === 'message' ? parsed.message.type : parsed.kind),
      onComment: () => events.push('comment'),
      onOpen: () => events.push('open'),
      onState: ({ status }) => events.push(status),
      onCapped: (isCapped) => events.push(isCapped ? 'capped' : 'free'),
      onMissing: () => events.push('missing'),
    },
  )
  stream.open()
  closers.push(stream.close)
  return { events, stream }
}

beforeEach(() => {
  vi.useFakeTimers()
  // Earlier clients still listen to the same window: each writes into the list of its own test.
  const own: TabMessage[] = (sent = [])
  token = 'old'
  revive = vi.fn<() => void>()
  refresh = vi.fn((refused: string | null) => Promise.resolve(refused !== null))
  client = createHubClient(
    { token: () => token, refresh, onChange: (callback) => (announceChange = callback) },
    (given) => {
      handlers = given
      return {
        send: (message) => own.push(message),
        renew: given.onUp,
        care: { patienceMs: 1_000, revive },
      }
    },
  )
})
afterEach(() => {
  for (const close of closers.splice(0)) close()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('the hub client of a page', () => {
  it('sends nothing before it has a hub, and then everything in one hello', async () => {
    follow()
    expect(sent).toEqual([])
    handlers.onUp()
    await settle()
    expect(sent).toEqual([
      { type: 'hello', isVisible: true, token: 'old', follows: [{ follow: 1, url: URL_A }] },
    ])
  })

  it('sends hello to a new hub, and to one that does not know it', async () => {
    follow()
    handlers.onUp()
    await settle()
    handlers.onUp()
    await settle()
    receive({ type: 'stranger' })
    expect(types()).toEqual(['hello', 'hello', 'hello'])
  })

  it('calls the listener of a stream in order, and never after the stream was closed', async () => {
    const { events, stream } = follow()
    handlers.onUp()
    await settle()
    receive({
      type: 'items',
      follow: 1,
      postedAt: 0,
      items: [
        { kind: 'state', state: { status: 'open', since: 0 } },
        { kind: 'capped', isCapped: false },
        { kind: 'open' },
        { kind: 'comment', receivedAt: 1 },
        { kind: 'frame', parsed: { kind: 'unknown', type: 'x', raw: '' }, id: null, receivedAt: 2 },
      ],
    })
    stream.close()
    receive({ type: 'items', follow: 1, postedAt: 0, items: [{ kind: 'open' }] })
    expect(events).toEqual(['open', 'free', 'open', 'comment', 'unknown', 'closed'])
    expect(sent.at(-1)).toEqual({ type: 'leave', follow: 1 })
  })

  it('does not report a second time that a stream was closed', async () => {
    const { events, stream } = follow()
    handlers.onUp()
    await settle()
    const state = { status: 'closed', fault: 'not_found' } as const
    receive({ type: 'items', follow: 1, postedAt: 0, items: [{ kind: 'state', state }] })
    stream.close()
    expect(events).toEqual(['closed'])
  })

  it('asks again for a stream that was given up', async () => {
    const { stream } = follow()
    handlers.onUp()
    await settle()
    stream.open()
    expect(sent.at(-1)).toEqual({ type: 'follow', follow: 1, url: URL_A })
  })

  it('pings a silent hub, and replaces it when it does not answer', async () => {
    follow()
    handlers.onUp()
    await settle()
    await settle(1_000)
    expect(sent.at(-1)).toEqual({ type: 'ping' })
    receive({ type: 'pong' })
    await settle(1_900)
    expect(revive).not.toHaveBeenCalled()
    await settle(1_100)
    expect(revive).toHaveBeenCalledOnce()
  })

  it('reports a stream as waiting while its hub does not answer, since the last message', async () => {
    const { events, stream } = follow()
    handlers.onUp()
    await settle()
    const state = { status: 'open', since: steadyNow() } as const
    receive({ type: 'items', follow: 1, postedAt: steadyNow(), items: [{ kind: 'state', state }] })
    await settle(2_100)
    expect(events).toEqual(['open', 'waiting'])
    stream.close()
  })

  it('takes the times of a hub whose clock differs for its own', async () => {
    const times: number[] = []
    const stream = client.stream(
      { url: URL_A },
      {
        onParsed: () => undefined,
        onComment: (receivedAt) => times.push(receivedAt),
        onOpen: () => undefined,
        onState: (state) => times.push(state.status === 'waiting' ? state.retryAt : NaN),
        onCapped: () => undefined,
        onMissing: () => undefined,
      },
    )
    stream.open()
    closers.push(stream.close)
    handlers.onUp()
    await settle()
    const now = steadyNow()
    const state = { status: 'waiting', attempt: 1, since: 0, retryAt: 1_500, fault: 'network' } as const
    // An hour behind: what it received 400 ms ago was received here 400 ms ago.
    receive({
      type: 'items',
      follow: 1,
      postedAt: 1_000,
      items: [
        { kind: 'comment', receivedAt: 600 },
        { kind: 'state', state },
      ],
    })
    expect(times).toEqual([now - 400, now + 500])
  })

  it('says of each stream, also of a later one, that the code of the hub is missing', async () => {
    const { events } = follow()
    handlers.onMissing()
    expect(events).toEqual(['missing'])
    expect(follow().events).toEqual(['missing'])
    await settle()
  })

  it('holds a new lock and renews its link when the page returns from the back/forward cache', async () => {
    const held: { name: string; signal: AbortSignal | undefined }[] = []
    vi.stubGlobal('navigator', {
      locks: {
        request: (name: string, { signal }: LockOptions, work: () => Promise<void>) => {
          held.push({ name, signal })
          return work()
        },
      },
    })
    const said: TabMessage[] = []
    const onReturn = vi.fn()
    createHubClient({ token: () => null, refresh, onChange: () => undefined }, (given) => {
      given.onUp()
      return { send: (message) => said.push(message), renew: onReturn, care: null }
    })
    await settle()
    said.length = 0
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
    await settle()
    expect(onReturn).toHaveBeenCalledOnce()
    expect(held[0]?.signal?.aborted).toBe(true)
    const locks = said.flatMap((message) => (message.type === 'lock' ? [message.name] : []))
    expect(new Set(locks).size).toBe(1)
    // The clients of other tests return as well.
    const next = held.find(({ name }) => name === locks[0])
    expect(next?.signal?.aborted).toBe(false)
    expect(next).not.toBe(held[0])
    vi.unstubAllGlobals()
  })

  it('does not ping a hub while it follows no stream', async () => {
    const { stream } = follow()
    handlers.onUp()
    await settle()
    stream.close()
    await settle(60_000)
    expect(types()).toEqual(['hello', 'leave'])
  })
})

describe('a stream of events', () => {
  it('is followed with the names of the events that may end it, and its events are passed on', async () => {
    const events: unknown[] = []
    const stream = client.stream(
      { url: '/api/tasks/stream', endEvents: ['', 'complete'] },
      {
        onEvent: (name, data) => events.push([name, data]),
        onComment: () => undefined,
        onOpen: () => undefined,
        onState: () => undefined,
        onCapped: () => undefined,
        onMissing: () => undefined,
      },
    )
    stream.open()
    closers.push(stream.close)
    handlers.onUp()
    await settle()
    expect(sent.at(-1)).toMatchObject({
      type: 'hello',
      follows: [{ follow: 1, url: '/api/tasks/stream', endEvents: ['', 'complete'] }],
    })
    const frame = { parsed: { kind: 'unknown', type: 'x', raw: '' }, id: null, receivedAt: 1 } as const
    receive({
      type: 'items',
      follow: 1,
      postedAt: 0,
      items: [
        { kind: 'event', name: 'progress', data: '{', receivedAt: 1 },
        { kind: 'frame', ...frame },
      ],
    })
    expect(events).toEqual([['progress', '{']])
  })
})

describe('the hub client of a page reports to the hub', () => {
  beforeEach(async () => {
    handlers.onUp()
    await settle()
    sent.length = 0
  })

  it('the visibility of the page, and the return of the network', () => {
    document.dispatchEvent(new Event('visibilitychange'))
    dispatchEvent(new Event('online'))
    expect(sent).toContainEqual({ type: 'visible', isVisible: true })
    expect(types()).toContain('wake')
  })

  it('a goodbye when the user leaves the page, and one hello when the page returns', async () => {
    dispatchEvent(new Event('pagehide'))
    expect(types()).toContain('bye')
    sent.length = 0
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    await settle()
    expect(types().filter((type) => type === 'hello')).toHaveLength(1)
  })

  it('the token whenever it changes', () => {
    token = 'new'
    announceChange()
    expect(sent).toEqual([{ type: 'token', token: 'new', isAnswer: false }])
  })

  it('the answer to a refused token: a new one, none, or unknown', async () => {
    receive({ type: 'token_needed', refused: 'old' })
    token = 'new'
    await settle()
    expect(refresh).toHaveBeenCalledWith('old')
    expect(sent).toEqual([{ type: 'token', token: 'new', isAnswer: true }])
    receive({ type: 'token_needed', refused: null })
    await settle()
    expect(sent.at(-1)).toEqual({ type: 'token', token: null, isAnswer: true })
    refresh.mockRejectedValueOnce(new Error('offline'))
    receive({ type: 'token_needed', refused: 'new' })
    await settle()
    expect(sent.at(-1)).toEqual({ type: 'token_unknown' })
  })
})
