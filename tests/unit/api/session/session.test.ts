import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ApiError } from '@/api/calls/errors'
import { createBrowser, json, tokenOf, type Tab } from '../fakeBrowser'

const ANSWER = { ok: true }
const call = { method: 'GET', path: '/api/x/', schema: v.object({ ok: v.boolean() }) } as const
const HOUR = 3600

let browser: ReturnType<typeof createBrowser>
let tab: Tab

/** A server that knows one access token at a time and gives the next one for the refresh token of the last. */
function createServer() {
  const server = {
    access: 'access-1',
    refresh: 'refresh-1',
    refreshes: 0,
    /** What was asked, with the token that was sent. */
    calls: [] as string[],
    /** In place of the usual answer to a refresh. */
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
    if (refresh !== server.refresh) return json({ detail: 'Over.' }, 401)
    const name = `access-${server.refreshes + 1}`
    server.access = server.lifetimeSeconds === 0 ? name : tokenOf(name, server.lifetimeSeconds)
    server.refresh = `refresh-${server.refreshes + 1}`
    await Promise.resolve()
    return json({ access: server.access, refresh: server.refresh })
  })
  return server
}

const signIn = (access = 'access-1') => tab.beginSession({ username: '阿明', access, refresh: 'refresh-1' })

beforeEach(async () => {
  vi.useFakeTimers()
  browser = createBrowser()
  tab = await browser.openTab()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function kindOf(promise: Promise<unknown>): Promise<string> {
  const settled = promise.then(
    () => 'none',
    // Each tab has classes of its own.
    (error: unknown) => (error as ApiError).kind,
  )
  await vi.advanceTimersByTimeAsync(60_000)
  return settled
}

describe('a call', () => {
  it('is made as nobody while nobody is signed in, and a 401 tells that sign-in is needed', async () => {
    const server = createServer()
    const told = vi.fn()
    tab.onSessionChange(told)
    expect(tab.sessionState()).toEqual({ status: 'unknown' })
    expect(await kindOf(tab.callApi(call))).toBe('unauthorized')
    expect(server).toMatchObject({ refreshes: 0, calls: ['GET /api/x/ null'] })
    expect(tab.sessionState()).toEqual({ status: 'signedOut', reason: 'needed' })
    await kindOf(tab.callApi(call))
    expect(told).toHaveBeenCalledTimes(1)
  })

  it('carries the access token in its header', async () => {
    const server = createServer()
    signIn()
    await expect(tab.callApi(call)).resolves.toEqual(ANSWER)
    expect(server.calls).toEqual(['GET /api/x/ access-1'])
  })

  it('that is refused is made again with new access, whatever it does, and once', async () => {
    const server = createServer()
    signIn('old')
    await expect(tab.callApi({ ...call, method: 'POST' })).resolves.toEqual(ANSWER)
    expect(server.calls).toEqual(['POST /api/x/ old', 'POST /api/x/ access-2'])
    server.access = 'no token is good'
    server.onRefresh = () => Promise.resolve(json({ access: 'newer', refresh: 'newer' }))
    expect(await kindOf(tab.callApi(call))).toBe('unauthorized')
    expect(server.calls).toHaveLength(4)
  })

  it('that outlives the page waits for nothing', async () => {
    const server = createServer()
    signIn(tokenOf('a', 10))
    vi.setSystemTime(Date.now() + 20_000)
    const sent = tab.callApi({ ...call, method: 'DELETE', keepalive: true })
    expect(server.calls).toHaveLength(1)
    await sent
  })
})

describe('renewing a session', () => {
  it('is one question for many callers', async () => {
    const server = createServer()
    signIn('old')
    const answers = await Promise.all(Array.from({ length: 5 }, () => tab.callApi(call)))
    expect(answers).toEqual(Array(5).fill(ANSWER))
    expect(server.refreshes).toBe(1)
  })

  it('is one question for many tabs', async () => {
    const server = createServer()
    const other = await browser.openTab()
    signIn('old')
    await Promise.all([
      tab.callApi(call),
      other.callApi(call),
      other.refreshSession(),
      tab.refreshSession('old'),
    ])
    expect(server.refreshes).toBe(1)
    expect([tab.accessToken(), other.accessToken()]).toEqual(['access-2', 'access-2'])
  })

  it('asks nobody where the refused token has been replaced meanwhile', async () => {
    const server = createServer()
    signIn('new')
    await expect(tab.refreshSession('old')).resolves.toBe(true)
    tab.endSession({ status: 'signedOut', reason: 'left' })
    await expect(tab.refreshSession('new')).resolves.toBe(false)
    expect(server.refreshes).toBe(0)
    expect(tab.sessionState()).toEqual({ status: 'signedOut', reason: 'left' })
  })

  it('keeps the refresh token where the server gives no other', async () => {
    const server = createServer()
    signIn('old')
    server.onRefresh = () => Promise.resolve(json({ access: 'access-1' }))
    await expect(tab.callApi(call)).resolves.toEqual(ANSWER)
    expect(JSON.parse(browser.kept.get('dailies:session') ?? '')).toMatchObject({ refresh: 'refresh-1' })
  })

  it('comes a minute before access ends, by the token’s own life and not by the server’s clock', async () => {
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

  it('comes after four fifths of a short life', async () => {
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
    'waits for a 401 where the token %j does not tell its life',
    async (access) => {
      const server = createServer()
      signIn(access)
      await tab.callApi(call)
      expect(server.calls).toEqual([`GET /api/x/ ${access}`, 'GET /api/x/ access-2'])
    },
  )

  it('that is refused ends the session, and says so once', async () => {
    const server = createServer()
    const told = vi.fn()
    signIn('old')
    server.refresh = 'another'
    tab.onSessionChange(told)
    const kinds = Promise.all([kindOf(tab.callApi(call)), kindOf(tab.callApi(call))])
    expect(await kinds).toEqual(['unauthorized', 'unauthorized'])
    expect(tab.sessionState()).toEqual({ status: 'signedOut', reason: 'ended' })
    expect(browser.kept.size).toBe(0)
    expect(told).toHaveBeenCalledTimes(1)
  })

  it('that cannot be had for now ends nothing', async () => {
    const server = createServer()
    signIn('old')
    server.onRefresh = () => Promise.reject(new TypeError('failed to fetch'))
    expect(await kindOf(tab.refreshSession())).toBe('network')
    server.onRefresh = () => Promise.resolve(json({}, 503))
    expect(await kindOf(tab.refreshSession())).toBe('server')
    expect(tab.sessionState()).toEqual({ status: 'signedIn', username: '阿明' })
    // A reading call tries again by itself, renewal included.
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

  it('too early to be had leaves the old token to the server’s judgement', async () => {
    const server = createServer()
    server.access = tokenOf('access-1', 100)
    signIn(server.access)
    server.onRefresh = () => Promise.resolve(json({}, 503))
    vi.setSystemTime(Date.now() + 85_000)
    await expect(tab.callApi(call)).resolves.toEqual(ANSWER)
  })

  it('of a server that offers no sign-in any more lets calls go on as nobody’s', async () => {
    const server = createServer()
    signIn(tokenOf('a', 10))
    server.onRefresh = () => Promise.resolve(json({ detail: 'Not found.' }, 404))
    server.access = 'null'
    vi.setSystemTime(Date.now() + 20_000)
    await kindOf(tab.callApi(call))
    expect(server.calls).toEqual(['GET /api/x/ null'])
    expect(tab.accessToken()).toBeNull()
  })

  it('brings nobody back who has signed out meanwhile', async () => {
    const server = createServer()
    signIn('old')
    let answer: (response: Response) => void = () => undefined
    server.onRefresh = () => new Promise((resolve) => (answer = resolve))
    const renewed = tab.refreshSession()
    await vi.advanceTimersByTimeAsync(0)
    tab.endSession({ status: 'signedOut', reason: 'left' })
    answer(json({ access: 'new', refresh: 'new' }))
    await expect(renewed).resolves.toBe(false)
    expect(tab.accessToken()).toBeNull()
  })

  it('does not wait for ever for a frozen tab', async () => {
    const server = createServer()
    const other = await browser.openTab()
    signIn('old')
    server.onRefresh = () => new Promise(() => undefined)
    void other.refreshSession()
    await vi.advanceTimersByTimeAsync(0)
    server.onRefresh = null
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(
      AbortSignal.abort(new DOMException('too long', 'TimeoutError')),
    )
    await expect(tab.refreshSession()).resolves.toBe(true)
    vi.restoreAllMocks()
  })

  it('without locks takes what another tab was given in the same moment', async () => {
    const server = createServer()
    vi.stubGlobal('navigator', {})
    const other = await browser.openTab()
    signIn('old')
    const both = Promise.all([tab.refreshSession(), other.refreshSession()])
    await vi.advanceTimersByTimeAsync(2_000)
    await expect(both).resolves.toEqual([true, true])
    expect(server.refreshes).toBe(2)
    expect(tab.accessToken()).toBe(server.access)
  })
})

describe('what is kept', () => {
  it('is there after a reload, and for other tabs', async () => {
    signIn()
    const other = await browser.openTab()
    expect(other.sessionState()).toEqual({ status: 'signedIn', username: '阿明' })
  })

  it.each(['{', '7', '{"username":"a"}', '[]', 'null'])(
    'is nothing where something else wrote %j',
    (text) => {
      browser.kept.set('dailies:session', text)
      expect(tab.sessionState()).toEqual({ status: 'unknown' })
    },
  )

  it('lasts as long as the page where the browser keeps nothing', async () => {
    const server = createServer()
    browser.storage.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    signIn('old')
    await expect(tab.callApi(call)).resolves.toEqual(ANSWER)
    expect(server.refreshes).toBe(1)
    tab.endSession({ status: 'open' })
    expect(tab.accessToken()).toBeNull()
  })
})

describe('another tab', () => {
  it('is followed when somebody signs in or out there', () => {
    const told = vi.fn()
    signIn()
    const stop = tab.onSessionChange(told)
    browser.kept.clear()
    tab.hearOfStorage()
    expect(tab.sessionState()).toEqual({ status: 'signedOut', reason: 'left' })
    tab.hearOfStorage(null)
    expect(told).toHaveBeenCalledTimes(2)
    tab.hearOfStorage('dailies:theme')
    stop()
    tab.hearOfStorage()
    expect(told).toHaveBeenCalledTimes(2)
  })
})

describe('an account', () => {
  const signedIn = { data: { user: { username: 'Ming' }, tokens: { access: 'a', refresh: 'r' } } }

  it('is signed in with name and password, as nobody', async () => {
    signIn('of somebody else')
    browser.fetch.mockResolvedValueOnce(json(signedIn))
    await tab.signIn({ username: 'ming', password: 'secret' })
    const [url, init] = browser.fetch.mock.calls[0] ?? []
    expect(url).toBe('/api/v1/users/login/')
    expect(init?.body).toBe('{"username":"ming","password":"secret"}')
    expect(new Headers(init?.headers).has('Authorization')).toBe(false)
    expect(tab.sessionState()).toEqual({ status: 'signedIn', username: 'Ming' })
  })

  it('with a wrong password is refused, which is not the end of a session', async () => {
    browser.fetch.mockResolvedValueOnce(json({ detail: 'Wrong.' }, 401))
    expect(await kindOf(tab.signIn({ username: 'ming', password: 'x' }))).toBe('unauthorized')
    expect(browser.fetch).toHaveBeenCalledTimes(1)
    expect(tab.sessionState()).toEqual({ status: 'unknown' })
  })

  it('is made, without an address where none was given', async () => {
    browser.fetch.mockResolvedValueOnce(json(signedIn, 201))
    await tab.register({ username: 'ming', email: '', password: 'p', passwordConfirm: 'p' })
    expect(browser.fetch.mock.calls[0]?.[1].body).toBe(
      '{"username":"ming","password":"p","password_confirm":"p"}',
    )
  })

  it('is signed out here at once, and there with both tokens', async () => {
    signIn()
    browser.fetch.mockRejectedValueOnce(new TypeError('failed to fetch'))
    const told = kindOf(tab.signOut())
    expect(tab.sessionState()).toEqual({ status: 'signedOut', reason: 'left' })
    expect(browser.fetch.mock.calls[0]?.[1]).toMatchObject({
      body: '{"refresh":"refresh-1"}',
      headers: { Authorization: 'Bearer access-1' },
      keepalive: true,
    })
    expect(await told).toBe('network')
    await tab.signOut()
    expect(browser.fetch).toHaveBeenCalledTimes(1)
  })

  it.each([
    [404, { status: 'open' }],
    [401, { status: 'signedOut', reason: 'needed' }],
  ])('is not needed, or needed: a %i for the profile tells', async (status, state) => {
    browser.fetch.mockResolvedValueOnce(json({}, status))
    await tab.askForSignIn()
    expect(tab.sessionState()).toEqual(state)
  })

  it('is left in the dark by a server that cannot be reached', async () => {
    browser.fetch.mockRejectedValue(new TypeError('failed to fetch'))
    expect(await kindOf(tab.askForSignIn())).toBe('network')
    expect(tab.sessionState()).toEqual({ status: 'unknown' })
  })
})
