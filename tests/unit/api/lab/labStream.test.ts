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

/** A stream with this content that then ends. */
const stream = (text: string) => new Response(text, { headers: { 'Content-Type': 'text/event-stream' } })
const HELLO = 'data: {"type":"connected"}\n\n'
const END = 'data: {"type":"pipeline_done"}\n\n'

/** The `Authorization` header of each request. */
function sentAuthorization(): (string | null)[] {
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
  const kinds = () => entries.map((entry) => (entry.kind === 'connection' ? entry.state.status : entry.kind))
  return { entries, kinds, close: connection.close, statuses }
}

describe('the address of a stream', () => {
  it.each([
    [{ baseUrl: '', ssePath: '/api/v1/sse', projectId: '7', stage: null }, '/api/v1/sse/projects/7/'],
    [
      { baseUrl: ' http://host:8000/ ', ssePath: 'api/v1/projects/sse/', projectId: ' 7 ', stage: 'rewrite' },
      'http://host:8000/api/v1/projects/sse/projects/7/stages/rewrite/',
    ],
    [{ baseUrl: '', ssePath: '/s', projectId: 'a/../b?c', stage: null }, '/s/projects/a%2F..%2Fb%3Fc/'],
  ])('is built from %j: %s', (target, url) => {
    expect(labStreamUrl(target)).toBe(url)
  })
})

describe('a token', () => {
  beforeEach(() => {
    pageSession.begin({ username: 'ann', access: 'of-session', refresh: 'r' })
    browser.fetch.mockImplementation(() => Promise.resolve(stream(HELLO)))
  })

  it.each([
    ['of the session, to the own backend', OWN, SESSION, 'Bearer of-session'],
    ['of the session, to a path on this page', '/api/v1/sse/projects/7/', SESSION, 'Bearer of-session'],
    ['but never of the session to another host', OTHER, SESSION, null],
    ['that was typed, to any host', OTHER, { kind: 'token', token: ' typed ' }, 'Bearer typed'],
    ['that was typed with its scheme', OTHER, { kind: 'token', token: 'bearer typed' }, 'Bearer typed'],
    ['but not one that a header cannot carry', OTHER, { kind: 'token', token: '令牌' }, null],
    ['but not when none is wanted', OWN, { kind: 'none' }, null],
  ] as [string, string, LabAccess, string | null][])('is sent %s', async (_name, url, access, header) => {
    const { kinds } = open(url, access)
    await vi.waitFor(() => expect(kinds()).toContain('open'))
    expect(sentAuthorization()[0]).toBe(header)
    expect(browser.fetch.mock.calls[0]?.[0]).toBe(url)
  })
})

describe('a stream of the lab', () => {
  it('reports states, frames and comments with their bytes, and stays closed after a fault', async () => {
    browser.fetch.mockResolvedValue(stream(`${HELLO}: beat\n\n`))
    const { entries, kinds } = open(OWN, { kind: 'none' })
    await vi.waitFor(() => expect(kinds().at(-1)).toBe('closed'))
    expect(kinds()).toEqual(['connecting', 'open', 'frame', 'comment', 'waiting', 'closed'])
    const bytes = entries.flatMap((entry) =>
      'bytes' in entry ? [new TextDecoder().decode(entry.bytes)] : [],
    )
    expect(bytes).toEqual([HELLO, ': beat\n\n'])
    expect(entries[2]).toMatchObject({ data: '{"type":"connected"}', parsed: { kind: 'message' } })
  })

  it('closes after an end in good order', async () => {
    browser.fetch.mockResolvedValue(stream(HELLO + END))
    const { kinds } = open(OWN, { kind: 'none' })
    await vi.waitFor(() => expect(kinds().at(-1)).toBe('closed'))
    expect(kinds()).toEqual(['connecting', 'open', 'frame', 'frame', 'closed'])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(browser.fetch).toHaveBeenCalledTimes(1)
  })

  it('opens the next stream after the end if asked to reconnect', async () => {
    browser.fetch.mockImplementation(() => Promise.resolve(stream(HELLO + END)))
    const { entries, kinds, close } = open(OWN, { kind: 'none' }, true)
    await vi.advanceTimersByTimeAsync(4_000)
    close()
    expect(kinds().slice(0, 7)).toEqual(['connecting', 'open', 'frame', 'frame', 'open', 'frame', 'frame'])
    const since = entries.flatMap((entry) =>
      entry.kind === 'connection' && entry.state.status === 'open' ? [entry.state.since] : [],
    )
    expect(since[1]).toBeGreaterThan(since[0] ?? Infinity)
  })

  it('reports a response that is not a stream', async () => {
    browser.fetch.mockResolvedValue(json({ detail: 'no' }, 404))
    const { kinds, statuses } = open(OWN, { kind: 'none' })
    await vi.waitFor(() => expect(kinds().at(-1)).toBe('closed'))
    expect(statuses).toEqual([404])
  })
})

describe('a snapshot beside the stream', () => {
  it('becomes an entry and uses the access of the stream', async () => {
    pageSession.begin({ username: 'ann', access: 'of-session', refresh: 'r' })
    browser.fetch.mockResolvedValue(json({ id: 7 }))
    const snapshot = await fetchLabSnapshot({ baseUrl: '', projectId: '7' }, SESSION)
    expect(snapshot).toMatchObject({ kind: 'snapshot', body: { id: 7 } })
    expect(browser.fetch.mock.calls[0]?.[0]).toBe('/api/v1/projects/projects/7/')
    expect(sentAuthorization()).toEqual(['Bearer of-session'])
  })

  it.each([
    ['is refused', () => Promise.resolve(json({}, 404))],
    ['is not JSON', () => Promise.resolve(new Response('<html>'))],
    ['never arrives', () => Promise.reject(new TypeError('network'))],
  ])('is missing if the response %s', async (_name, answer) => {
    browser.fetch.mockImplementation(answer)
    expect(await fetchLabSnapshot({ baseUrl: '', projectId: '7' }, SESSION)).toBeNull()
  })
})
