// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHubClient, type HubClient } from '@/worker/page/hubClient'
import type { HubMessage, LinkHandlers, TabMessage } from '@/worker/portMessages'
import { settle } from '../fakes'

const URL_A = '/sse/projects/a/'

let said: TabMessage[]
let handlers: LinkHandlers
let revive: ReturnType<typeof vi.fn<() => void>>
let token: string | null
let refresh: ReturnType<typeof vi.fn<(refused: string | null) => Promise<boolean>>>
let tellOfChange: () => void
let client: HubClient
const closers: (() => void)[] = []

const types = () => said.map(({ type }) => type)
const tell = (message: HubMessage) => handlers.onMessage(message)

function follow() {
  const heard: string[] = []
  const stream = client.stream(URL_A, {
    onParsed: (parsed) => heard.push(parsed.kind === 'message' ? parsed.message.type : parsed.kind),
    onComment: () => heard.push('comment'),
    onOpen: () => heard.push('open'),
    onState: ({ status }) => heard.push(status),
    onCapped: (isCapped) => heard.push(isCapped ? 'capped' : 'free'),
  })
  stream.open()
  closers.push(stream.close)
  return { heard, stream }
}

beforeEach(() => {
  vi.useFakeTimers()
  said = []
  token = 'old'
  revive = vi.fn<() => void>()
  refresh = vi.fn((refused: string | null) => Promise.resolve(refused !== null))
  client = createHubClient(
    { token: () => token, refresh, onChange: (callback) => (tellOfChange = callback) },
    (given) => {
      handlers = given
      return { send: (message) => said.push(message), care: { patienceMs: 1_000, revive } }
    },
  )
})
afterEach(() => {
  for (const close of closers.splice(0)) close()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe("a page's side of the hub", () => {
  it('says nothing before there is a hub, and then all at once', async () => {
    follow()
    expect(said).toEqual([])
    handlers.onUp()
    await settle()
    expect(said).toEqual([
      { type: 'hello', isVisible: true, token: 'old', follows: [{ follow: 1, url: URL_A }] },
    ])
  })

  it('introduces itself to another hub, and to one that has forgotten it', async () => {
    follow()
    handlers.onUp()
    await settle()
    handlers.onUp()
    await settle()
    tell({ type: 'stranger' })
    expect(types()).toEqual(['hello', 'hello', 'hello'])
  })

  it('tells its streams what happens, in order, and nothing after they were closed', async () => {
    const { heard, stream } = follow()
    handlers.onUp()
    await settle()
    tell({
      type: 'items',
      follow: 1,
      items: [
        { kind: 'state', state: { status: 'open', since: 0 } },
        { kind: 'capped', isCapped: false },
        { kind: 'open' },
        { kind: 'comment', receivedAt: 1 },
        { kind: 'frame', parsed: { kind: 'unknown', type: 'x', raw: '' }, id: null, receivedAt: 2 },
      ],
    })
    stream.close()
    tell({ type: 'items', follow: 1, items: [{ kind: 'open' }] })
    expect(heard).toEqual(['open', 'free', 'open', 'comment', 'unknown', 'closed'])
    expect(said.at(-1)).toEqual({ type: 'leave', follow: 1 })
  })

  it('does not say again that a stream was closed', async () => {
    const { heard, stream } = follow()
    handlers.onUp()
    await settle()
    const state = { status: 'closed', fault: 'not_found' } as const
    tell({ type: 'items', follow: 1, items: [{ kind: 'state', state }] })
    stream.close()
    expect(heard).toEqual(['closed'])
  })

  it('asks for a stream that was given up again', async () => {
    const { stream } = follow()
    handlers.onUp()
    await settle()
    stream.open()
    expect(said.at(-1)).toEqual({ type: 'follow', follow: 1, url: URL_A })
  })

  it('asks a hub that says nothing, and replaces it when it does not answer', async () => {
    follow()
    handlers.onUp()
    await settle()
    await settle(1_000)
    expect(said.at(-1)).toEqual({ type: 'ping' })
    tell({ type: 'pong' })
    await settle(1_900)
    expect(revive).not.toHaveBeenCalled()
    await settle(1_100)
    expect(revive).toHaveBeenCalledOnce()
  })

  it('leaves a hub in peace of which it wants nothing', async () => {
    const { stream } = follow()
    handlers.onUp()
    await settle()
    stream.close()
    await settle(60_000)
    expect(types()).toEqual(['hello', 'leave'])
  })
})

describe('what the hub has to know of the page', () => {
  beforeEach(async () => {
    handlers.onUp()
    await settle()
    said.length = 0
  })

  it('is whether it is looked at, and that the network is back', () => {
    document.dispatchEvent(new Event('visibilitychange'))
    dispatchEvent(new Event('online'))
    expect(said).toContainEqual({ type: 'visible', isVisible: true })
    expect(types()).toContain('wake')
  })

  it('is that it goes, and that it is back', () => {
    dispatchEvent(new Event('pagehide'))
    expect(types()).toContain('bye')
    said.length = 0
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    expect(types()).toContain('hello')
  })

  it('is the token, whenever it changes', () => {
    token = 'new'
    tellOfChange()
    expect(said).toEqual([{ type: 'token', token: 'new', isAnswer: false }])
  })

  it('is a new token when the server has refused one, or that there is none, or that nobody can tell', async () => {
    tell({ type: 'token_needed', refused: 'old' })
    token = 'new'
    await settle()
    expect(refresh).toHaveBeenCalledWith('old')
    expect(said).toEqual([{ type: 'token', token: 'new', isAnswer: true }])
    tell({ type: 'token_needed', refused: null })
    await settle()
    expect(said.at(-1)).toEqual({ type: 'token', token: null, isAnswer: true })
    refresh.mockRejectedValueOnce(new Error('offline'))
    tell({ type: 'token_needed', refused: 'new' })
    await settle()
    expect(said.at(-1)).toEqual({ type: 'token_unknown' })
  })
})
