import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/calls/errors'
import { createApi } from '@/api/calls/http'
import { createAccounts } from '@/api/session/accounts'
import { createSession } from '@/api/session/session'
import { stubBrowser } from '../../support/fakeBrowser'
import { json, tokenOf } from '../answers'

const ANSWER = { ok: true }
const call = { method: 'GET', path: '/api/x/', schema: v.object({ ok: v.boolean() }) } as const
const HOUR = 3600

let browser: ReturnType<typeof stubBrowser>
let tab: ReturnType<typeof openTab>

/** Open a tab: it has a session of its own, and shares the storage and the locks with the other tabs. */
function openTab() {
  const session = createSession()
  return { session, ...createAccounts(session), ...createApi(session) }
}

/** A server with one valid access token at a time; the last refresh token gives the next pair. */
function createServer() {
  const server = {
    access: 'access-1',
    refresh: 'refresh-1',
    refreshes: 0,
    /** The calls with the token that each carried. */
    calls: [] as string[],
    /** Replaces the usual answer to a refresh. */
    onRefresh: null as (() => Promise<Response>) | null,
    lifetimeSeconds: 0,
  }
  browser.fetch.mockImplementation(async (url, init) => {
    const sent = new Headers(init.headers).get('Authorization')?.replace('Bearer ', '') ?? null
    if (!url.endsWith('/token/refresh/')) {
      server.calls.push(`${init.method} ${url} ${String(sent)}`)
      return sent === server.access ? json(ANSWER) : json({ detail: 'Sign in.' }, 401)
    }
    server.refreshes += 1
    if (server.onRefresh) return server.onRefresh()
    const { refresh } = JSON.parse(init.body as string) as { refresh: string }
    if (refresh !== server.refresh) return json({ detail: 'Expired.' }, 401)
    const name = `access-${server.refreshes + 1}`
    server.access = server.lifetimeSeconds === 0 ? name : tokenOf(name, server.lifetimeSeconds)
    server.refresh = `refresh-${server.refreshes + 1}`
    await Promise.resolve()
    return json({ access: server.access, refresh: server.refresh })
  })
  return server
}

const signIn = (access = 'access-1') => tab.session.begin({ username: '阿明', access, refresh: 'refresh-1' })

beforeEach(() => {
  vi.useFakeTimers()
  browser = stubBrowser()
  tab = openTab()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function kindOf(promise: Promise<unknown>): Promise<string> {
  const settled = promise.then(
    () => 'none',
    (error: unknown) => (error instanceof ApiError ? error.kind : 'another error'),
  )
  await vi.advanceTimersByTimeAsync(60_000)
  return settled
}

describe('a call', () => {
  it('is sent without a token while no one is signed in; a 401 means that sign-in is needed', async () => {
    const server = createServer()
    const listener = vi.fn()
    tab.session.onChange(listener)
    expect(tab.session.state()).toEqual({ status: 'unknown' })
    expect(await kindOf(tab.callApi(call))).toBe('unauthorized')
    expect(server).toMatchObject({ refreshes: 0, calls: ['GET /api/x/ null'] })
    expect(tab.session.state()).toEqual({ status: 'signedOut', reason: 'needed' })
    await kindOf(tab.callApi(call))
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('carries the access token in a header', async () => {
    const server = createServer()
    signIn()
    await expect(tab.callApi(call)).resolves.toEqual(ANSWER)
    expect(server.calls).toEqual(['GET /api/x/ access-1'])
  })

  it('is repeated once with new access after a 401, whatever its method', async () => {
    const server = createServer()
    signIn('old')
    await expect(tab.callApi({ ...call, method: 'POST' })).resolves.toEqual(ANSWER)
    expect(server.calls).toEqual(['POST /api/x/ old', 'POST /api/x/ access-2'])
    server.access = 'none is valid'
    server.onRefresh = () => Promise.resolve(json({ access: 'newer', refresh: 'newer' }))
    expect(await kindOf(tab.callApi(call))).toBe('unauthorized')
    expect(server.calls).toHaveLength(4)
  })

  it('that outlives the page does not wait for new access', async () => {
    const server = createServer()
    signIn(tokenOf('a', 10))
    vi.setSystemTime(Date.now() + 20_000)
    const sent = tab.callApi({ ...call, method: 'DELETE', keepalive: true })
    expect(server.calls).toHaveLength(1)
    await sent
  })
})

describe('renewing a session', () => {
  it('asks the server once for many callers', async () => {
    const server = createServer()
    signIn('old')
    const answers = await Promise.all(Array.from({ length: 5 }, () => tab.callApi(call)))
    expect(answers).toEqual(Array(5).fill(ANSWER))
    expect(server.refreshes).toBe(1)
  })

  it('asks the server once for many tabs', async () => {
    const server = createServer()
    const other = openTab()
    signIn('old')
    await Promise.all([
      tab.callApi(call),
      other.callApi(call),
      other.session.refresh(),
      tab.session.refresh('old'),
    ])
    expect(server.refreshes).toBe(1)
    expect([tab.session.accessToken(), other.session.accessToken()]).toEqual(['access-2', 'access-2'])
  })

  it('does not ask the server when the refused token was replaced', async () => {
    const server = createServer()
    signIn('new')
    await expect(tab.session.refresh('old')).resolves.toBe(true)
    tab.session.end({ status: 'signedOut', reason: 'left' })
    await expect(tab.session.refresh('new')).resolves.toBe(false)
    expect(server.refreshes).toBe(0)
    expect(tab.session.state()).toEqual({ status: 'signedOut', reason: 'left' })
  })

  it('keeps the refresh token if the server returns no other', async () => {
    const server = createServer()
    signIn('old')
    server.onRefresh = () => Promise.resolve(json({ access: 'access-1' }))
    await expect(tab.callApi(call)).resolves.toEqual(ANSWER)
    expect(JSON.parse(browser.kept.get('dailies:session') ?? '')).toMatchObject({ refresh: 'refresh-1' })
  })

  it('happens a minute before the token expires, by its lifetime and not by the server’s clock', async () => {
    const server = createServer()
    server.lifetimeSeconds = 8 * HOUR
    server.access = tokenOf('access-1', 8 * HOUR, 1_000)
    signIn(server.access)
    vi.setSystemTime(Date.now() + 8 * HOUR * 1000 - 61_000)
    await tab.callApi(call)
    expect(server.refreshes).toBe(0)
    vi.setSystemTime(Date.now() + 2_000)
    await tab.callApi(call)
    expect(server.refreshes).toBe(1)
    expect(server.calls.at(-1)).toBe(`GET /api/x/ ${server.access}`)
  })

  it('happens after four fifths of a short lifetime', async () => {
    const server = createServer()
    server.lifetimeSeconds = 10
    server.access = tokenOf('access-1', 10)
    signIn(server.access)
    vi.setSystemTime(Date.now() + 7_900)
    await tab.callApi(call)
    expect(server.refreshes).toBe(0)
    vi.setSystemTime(Date.now() + 200)
    await tab.callApi(call)
    expect(server.refreshes).toBe(1)
  })

  it.each(['opaque', 'a.b.c', `a.${btoa('null')}.c`, `a.${btoa('{"exp":1,"iat":2}')}.c`])(
    'waits for a 401 if the token %j has no lifetime',
    async (access) => {
      const server = createServer()
      signIn(access)
      await tab.callApi(call)
      expect(server.calls).toEqual([`GET /api/x/ ${access}`, 'GET /api/x/ access-2'])
    },
  )

  it('ends the session when it is refused, and notifies once', async () => {
    const server = createServer()
    const listener = vi.fn()
    signIn('old')
    server.refresh = 'another'
    tab.session.onChange(listener)
    const kinds = Promise.all([kindOf(tab.callApi(call)), kindOf(tab.callApi(call))])
    expect(await kinds).toEqual(['unauthorized', 'unauthorized'])
    expect(tab.session.state()).toEqual({ status: 'signedOut', reason: 'ended' })
    expect([...browser.kept.keys()]).toEqual(['dailies:session-ended'])
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('keeps the session when the server cannot be reached or fails', async () => {
    const server = createServer()
    signIn('old')
    server.onRefresh = () => Promise.reject(new TypeError('failed to fetch'))
    expect(await kindOf(tab.session.refresh())).toBe('network')
    server.onRefresh = () => Promise.resolve(json({}, 503))
    expect(await kindOf(tab.session.refresh())).toBe('server')
    expect(tab.session.state()).toEqual({ status: 'signedIn', username: '阿明' })
    // A GET is repeated by itself, renewal included.
    let isDown = true
    server.onRefresh = () => {
      server.onRefresh = isDown ? server.onRefresh : null
      isDown = false
      return Promise.resolve(json({}, 503))
    }
    const answer = tab.callApi(call)
    server.onRefresh = null
    await vi.advanceTimersByTimeAsync(5_000)
    await expect(answer).resolves.toEqual(ANSWER)
  })

  it('sends the old token when it fails before the token has expired', async () => {
    const server = createServer()
    server.access = tokenOf('access-1', 100)
    signIn(server.access)
    server.onRefresh = () => Promise.resolve(json({}, 503))
    vi.setSystemTime(Date.now() + 85_000)
    await expect(tab.callApi(call)).resolves.toEqual(ANSWER)
  })

  it('continues without a token when the server has no sign-in any more', async () => {
    const server = createServer()
    signIn(tokenOf('a', 10))
    server.onRefresh = () => Promise.resolve(json({ detail: 'Not found.' }, 404))
    server.access = 'null'
    vi.setSystemTime(Date.now() + 20_000)
    await kindOf(tab.callApi(call))
    expect(server.calls).toEqual(['GET /api/x/ null'])
    expect(tab.session.accessToken()).toBeNull()
  })

  it('does not restore a session that ended while it was on its way', async () => {
    const server = createServer()
    signIn('old')
    let answer: (response: Response) => void = () => undefined
    server.onRefresh = () => new Promise((resolve) => (answer = resolve))
    const renewed = tab.session.refresh()
    await vi.advanceTimersByTimeAsync(0)
    tab.session.end({ status: 'signedOut', reason: 'left' })
    answer(json({ access: 'new', refresh: 'new' }))
    await expect(renewed).resolves.toBe(false)
    expect(tab.session.accessToken()).toBeNull()
  })

  it('stops waiting for a frozen tab', async () => {
    const server = createServer()
    const other = openTab()
    signIn('old')
    server.onRefresh = () => new Promise(() => undefined)
    void other.session.refresh()
    await vi.advanceTimersByTimeAsync(0)
    server.onRefresh = null
    const renewal = tab.session.refresh()
    await vi.advanceTimersByTimeAsync(20_000)
    await expect(renewal).resolves.toBe(true)
  })

  it('asks the server where the browser refuses locks', async () => {
    const server = createServer()
    const request = () => Promise.reject(new DOMException('site data is blocked', 'SecurityError'))
    vi.stubGlobal('navigator', { locks: { request } })
    signIn('old')
    await expect(tab.session.refresh()).resolves.toBe(true)
    expect(server.refreshes).toBe(1)
  })

  it('without locks takes the tokens that another tab received at the same time', async () => {
    const server = createServer()
    vi.stubGlobal('navigator', {})
    const other = openTab()
    signIn('old')
    const both = Promise.all([tab.session.refresh(), other.session.refresh()])
    await vi.advanceTimersByTimeAsync(2_000)
    await expect(both).resolves.toEqual([true, true])
    expect(server.refreshes).toBe(2)
    expect(tab.session.accessToken()).toBe(server.access)
  })
})

describe('the kept session', () => {
  it('is available after a reload and in other tabs', () => {
    signIn()
    const other = openTab()
    expect(other.session.state()).toEqual({ status: 'signedIn', username: '阿明' })
  })

  it.each(['{', '7', '{"username":"a"}', '[]', 'null'])('is ignored if its key holds %j', (text) => {
    browser.kept.set('dailies:session', text)
    expect(tab.session.state()).toEqual({ status: 'unknown' })
  })

  it('lasts as long as the page if the browser cannot store it', async () => {
    const server = createServer()
    browser.storage.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    signIn('old')
    await expect(tab.callApi(call)).resolves.toEqual(ANSWER)
    expect(server.refreshes).toBe(1)
    tab.session.end({ status: 'open' })
    expect(tab.session.accessToken()).toBeNull()
  })
})

describe('another tab', () => {
  it('is followed when someone signs in or out there', () => {
    const listener = vi.fn()
    signIn()
    const stop = tab.session.onChange(listener)
    browser.kept.clear()
    browser.announceChange('dailies:session')
    expect(tab.session.state()).toEqual({ status: 'signedOut', reason: 'left' })
    browser.announceChange(null)
    expect(listener).toHaveBeenCalledTimes(2)
    browser.announceChange('dailies:theme')
    stop()
    browser.announceChange('dailies:session')
    expect(listener).toHaveBeenCalledTimes(2)
  })
})

describe('a session that the server ended', () => {
  it('is called ended in all tabs, whichever of them learned of it first', async () => {
    const server = createServer()
    const other = openTab()
    signIn('old')
    server.onRefresh = () => Promise.resolve(json({ detail: 'Over.' }, 401))
    other.session.onChange(() => undefined)
    expect(await tab.session.refresh()).toBe(false)
    browser.announceChange('dailies:session')
    const ended = { status: 'signedOut', reason: 'ended' }
    expect([tab.session.state(), other.session.state()]).toEqual([ended, ended])
    signIn('new')
    expect(other.session.state().status).toBe('signedIn')
    tab.session.end({ status: 'signedOut', reason: 'left' })
    browser.announceChange('dailies:session')
    expect(openTab().session.state()).toEqual({ status: 'unknown' })
  })
})

describe('an account', () => {
  const signedIn = { data: { user: { username: 'Ming' }, tokens: { access: 'a', refresh: 'r' } } }

  it('signs in with name and password, without a token', async () => {
    signIn('another person’s')
    browser.fetch.mockResolvedValueOnce(json(signedIn))
    await tab.signIn({ username: 'ming', password: 'secret' })
    const [url, init] = browser.fetch.mock.calls[0] ?? []
    expect(url).toBe('/api/v1/users/login/')
    expect(init?.body).toBe('{"username":"ming","password":"secret"}')
    expect(new Headers(init?.headers).has('Authorization')).toBe(false)
    expect(tab.session.state()).toEqual({ status: 'signedIn', username: 'Ming' })
  })

  it('is refused with a wrong password, which ends no session', async () => {
    browser.fetch.mockResolvedValueOnce(json({ detail: 'Wrong.' }, 401))
    expect(await kindOf(tab.signIn({ username: 'ming', password: 'x' }))).toBe('unauthorized')
    expect(browser.fetch).toHaveBeenCalledTimes(1)
    expect(tab.session.state()).toEqual({ status: 'unknown' })
  })

  it('is created without an email if none was given', async () => {
    browser.fetch.mockResolvedValueOnce(json(signedIn, 201))
    await tab.register({ username: 'ming', email: '', password: 'p', passwordConfirm: 'p' })
    expect(browser.fetch.mock.calls[0]?.[1].body).toBe(
      '{"username":"ming","password":"p","password_confirm":"p"}',
    )
  })

  it('signs out here at once, and on the server with both tokens', async () => {
    signIn()
    browser.fetch.mockRejectedValueOnce(new TypeError('failed to fetch'))
    const result = kindOf(tab.signOut())
    expect(tab.session.state()).toEqual({ status: 'signedOut', reason: 'left' })
    expect(browser.fetch.mock.calls[0]?.[1]).toMatchObject({
      body: '{"refresh":"refresh-1"}',
      headers: { Authorization: 'Bearer access-1' },
      keepalive: true,
    })
    expect(await result).toBe('network')
    await tab.signOut()
    expect(browser.fetch).toHaveBeenCalledTimes(1)
  })

  it.each([
    [404, { status: 'open' }],
    [401, { status: 'signedOut', reason: 'needed' }],
  ])('is needed or not, depending on a %i for the profile', async (status, state) => {
    browser.fetch.mockResolvedValueOnce(json({}, status))
    await tab.askForSignIn()
    expect(tab.session.state()).toEqual(state)
  })

  it('leaves the state unknown if the server cannot be reached', async () => {
    browser.fetch.mockRejectedValue(new TypeError('failed to fetch'))
    expect(await kindOf(tab.askForSignIn())).toBe('network')
    expect(tab.session.state()).toEqual({ status: 'unknown' })
  })
})
