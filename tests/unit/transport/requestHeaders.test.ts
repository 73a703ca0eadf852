import { afterEach, describe, expect, it, vi } from 'vitest'
import { hasHeader, headerSets, noteAccepted } from '@/transport/requestHeaders'

const choice = { url: '/stream', headers: {}, lastEventId: '', accepted: new Set<string>() }
const signedIn = { Authorization: 'Bearer a' }

afterEach(() => vi.unstubAllGlobals())

describe('the headers of a request', () => {
  it('accept a stream, and contain the last event ID once the server has sent one', () => {
    expect(headerSets(choice)).toEqual([{ Accept: 'text/event-stream' }])
    expect(headerSets({ ...choice, lastEventId: '7' })).toEqual([
      { Accept: 'text/event-stream', 'Last-Event-ID': '7' },
    ])
  })

  it('encode the last event ID as UTF-8 bytes', () => {
    const [headers] = headerSets({ ...choice, lastEventId: '一' })
    expect(headers?.['Last-Event-ID']).toBe('ä¸\u0080')
    expect(() => new Headers(headers)).not.toThrow()
  })

  it.each([{ id: 'a\u0001' }, { id: 'x'.repeat(5_000) }])('omit an id that no header can hold', ({ id }) => {
    expect(headerSets({ ...choice, lastEventId: id })).toEqual([{ Accept: 'text/event-stream' }])
  })

  it('have no fallback for the own origin', () => {
    vi.stubGlobal('location', new URL('http://page.test/projects'))
    expect(headerSets({ ...choice, headers: signedIn, lastEventId: '7' })).toHaveLength(1)
  })

  it('have fallbacks for another origin until it has answered', () => {
    vi.stubGlobal('location', new URL('http://page.test/projects'))
    const other = { ...choice, url: 'http://other.test/stream', headers: signedIn, lastEventId: '7' }
    const sets = headerSets(other)
    expect(
      sets.map((headers) => [hasHeader(headers, 'authorization'), hasHeader(headers, 'last-event-id')]),
    ).toEqual([
      [true, true],
      [true, false],
      [false, false],
    ])
    const accepted = new Set<string>()
    noteAccepted(accepted, signedIn)
    expect(headerSets({ ...other, accepted })).toHaveLength(2)
    noteAccepted(accepted, sets[0] ?? {})
    expect(headerSets({ ...other, accepted })).toHaveLength(1)
  })
})
