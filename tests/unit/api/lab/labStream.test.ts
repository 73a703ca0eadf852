import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLabStream, fetchLabSnapshot, labStreamUrl, type LabAccess } from '@/api/lab/labStream'
import { pageSession } from '@/api/session/pageSession'
import type { NewEntry } from '@/lab/entries'
import { stubBrowser } from '../../support/fakeBrowser'
import { json } from '../answers'

const OWN = 'http://own.example/api/v1/sse/projects/7/'
const OTHER = 'http://other.example/api/v1/sse/projects/7/'
const SESSION: LabAccess = { kind: 'session' }

let browser: ReturnType<typeof stubBrowser>

beforeEach(() => {
  vi.useFakeTimers()
  browser = stubBrowser()
  vi.stubGlobal('location', { href: 'http://own.example/sse-demo', origin: 'http://own.example' })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A stream that says this and ends. */
const stream = (text: string) => new Response(text, { headers: { 'Content-Type': 'text/event-stream' } })
const HELLO = 'data: {"type":"connected"}\n\n'
const END = 'data: {"type":"pipeline_done"}\n\n'

/** What was sent as `Authorization` with each request. */
function sent(): (string | null)[] {
  return browser.fetch.mock.calls.map(([, init]) => new Headers(init.headers).get('Authorization'))
}

function open(url: string, access: LabAccess, autoReconnect = false) {
  const entries: NewEntry[] = []
  const statuses: number[] = []
  const connection = createLabStream({
    url,
    access,
    scope: { stage: null },
    autoReconnect,
    onEntry: (entry) => entries.push(entry),
    onAnswer: ({ status }) => statuses.push(status),
  })
  connection.open()
  const told = () => entries.map((entry) => (entry.kind === 'connection' ? entry.state.status : entry.kind))
  return { entries, told, close: connection.close, statuses }
}

describe('the address of a stream', () => {
  it.each([
    [{ baseUrl: '', ssePath: '/api/v1/sse', projectId: '7', stage: null }, '/api/v1/sse/projects/7/'],
    [
      { baseUrl: ' http://host:8000/ ', ssePath: 'api/v1/projects/sse/', projectId: ' 7 ', stage: 'rewrite' },
      'http://host:8000/api/v1/projects/sse/projects/7/stages/rewrite/',
    ],
    [{ baseUrl: '', ssePath: '/s', projectId: 'a/../b?c', stage: null }, '/s/projects/a%2F..%2Fb%3Fc/'],
  ])('of %j is %s', (target, url) => {
    expect(labStreamUrl(target)).toBe(url)
  })
})

describe('a token', () => {
  beforeEach(() => {
    pageSession.begin({ username: 'ann', access: 'of-session', refresh: 'r' })
    browser.fetch.mockImplementation(() => Promise.resolve(stream(HELLO)))
  })

  it.each([
    ['the session’s', OWN, SESSION, 'Bearer of-session'],
    ['the session’s, to a path of this page', '/api/v1/sse/projects/7/', SESSION, 'Bearer of-session'],
    ['never the session’s, to another host', OTHER, SESSION, null],
    ['a typed one', OTHER, { kind: 'token', token: ' typed ' }, 'Bearer typed'],
    ['a typed one with its scheme', OTHER, { kind: 'token', token: 'bearer typed' }, 'Bearer typed'],
    ['none that no header can hold', OTHER, { kind: 'token', token: '令牌' }, null],
    ['none', OWN, { kind: 'none' }, null],
  ] as [string, string, LabAccess, string | null][])('is sent: %s', async (_name, url, access, header) => {
    const { told } = open(url, access)
    await vi.waitFor(() => expect(told()).toContain('open'))
    expect(sent()[0]).toBe(header)
    expect(browser.fetch.mock.calls[0]?.[0]).toBe(url)
  })
})

describe('a stream of the lab', () => {
  it('tells of its states, frames and comments, with their bytes, and stays closed after a fault', async () => {
    browser.fetch.mockResolvedValue(stream(`${HELLO}: beat\n\n`))
    const { entries, told } = open(OWN, { kind: 'none' })
    await vi.waitFor(() => expect(told().at(-1)).toBe('closed'))
    expect(told()).toEqual(['connecting', 'open', 'frame', 'comment', 'waiting', 'closed'])
    const bytes = entries.flatMap((entry) =>
      'bytes' in entry ? [new TextDecoder().decode(entry.bytes)] : [],
    )
    expect(bytes).toEqual([HELLO, ': beat\n\n'])
    expect(entries[2]).toMatchObject({ data: '{"type":"connected"}', parsed: { kind: 'message' } })
  })

  it('closes after an end in good order', async () => {
    browser.fetch.mockResolvedValue(stream(HELLO + END))
    const { told } = open(OWN, { kind: 'none' })
    await vi.waitFor(() => expect(told().at(-1)).toBe('closed'))
    expect(told()).toEqual(['connecting', 'open', 'frame', 'frame', 'closed'])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(browser.fetch).toHaveBeenCalledTimes(1)
  })

  it('opens the next one where it is wanted, and says that it is another', async () => {
    browser.fetch.mockImplementation(() => Promise.resolve(stream(HELLO + END)))
    const { entries, told, close } = open(OWN, { kind: 'none' }, true)
    await vi.advanceTimersByTimeAsync(4_000)
    close()
    expect(told().slice(0, 7)).toEqual(['connecting', 'open', 'frame', 'frame', 'open', 'frame', 'frame'])
    const since = entries.flatMap((entry) =>
      entry.kind === 'connection' && entry.state.status === 'open' ? [entry.state.since] : [],
    )
    expect(since[1]).toBeGreaterThan(since[0] ?? Infinity)
  })

  it('tells of an answer that is no stream', async () => {
    browser.fetch.mockResolvedValue(json({ detail: 'no' }, 404))
    const { told, statuses } = open(OWN, { kind: 'none' })
    await vi.waitFor(() => expect(told().at(-1)).toBe('closed'))
    expect(statuses).toEqual([404])
  })
})

describe('a snapshot beside the stream', () => {
  it('is an entry, asked for as the stream is', async () => {
    pageSession.begin({ username: 'ann', access: 'of-session', refresh: 'r' })
    browser.fetch.mockResolvedValue(json({ id: 7 }))
    const snapshot = await fetchLabSnapshot({ baseUrl: '', projectId: '7' }, SESSION)
    expect(snapshot).toMatchObject({ kind: 'snapshot', body: { id: 7 } })
    expect(browser.fetch.mock.calls[0]?.[0]).toBe('/api/v1/projects/projects/7/')
    expect(sent()).toEqual(['Bearer of-session'])
  })

  it.each([
    ['is refused', () => Promise.resolve(json({}, 404))],
    ['is no JSON', () => Promise.resolve(new Response('<html>'))],
    ['does not come', () => Promise.reject(new TypeError('network'))],
  ])('is none where it %s', async (_name, answer) => {
    browser.fetch.mockImplementation(answer)
    expect(await fetchLabSnapshot({ baseUrl: '', projectId: '7' }, SESSION)).toBeNull()
  })
})
